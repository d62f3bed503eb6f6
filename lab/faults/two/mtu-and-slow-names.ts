import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'mtu-and-slow-names',
  title: 'large packets vanish on the way, and the name server of sshd is dead',
  releases: ['bookworm'],
  truth: { causes: ['mtu'], hidden: ['dns-reverse-slow'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  prepare: (host) => {
    host.sshd('UseDNS yes');
    host.write('/etc/resolv.conf', 'nameserver 10.71.2.99\noptions timeout:1 attempts:1\n');
    host.write('/etc/hosts', '127.0.0.1 localhost\n');
  },
  breakIt: async (_host, net) => {
    await net.router.exec(`nft 'add table inet line; add chain inet line way { type filter hook forward priority 0; }; \
add rule inet line way meta length > 1000 drop'`);
  },
};
