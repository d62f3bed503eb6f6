import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'slow-names-and-denied',
  title: 'the name server that sshd asks is dead, and AllowUsers has others',
  releases: ['bookworm'],
  truth: { causes: ['dns-reverse-slow'], hidden: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: async (host, net) => {
    host.sshd('UseDNS yes\nAllowUsers bob carol');
    host.write('/etc/resolv.conf', 'nameserver 10.71.2.1\noptions timeout:5 attempts:2\n');
    host.write('/etc/hosts', '127.0.0.1 localhost\n');
    await net.router.exec(`nft 'add table inet quiet; add chain inet quiet input { type filter hook input priority 0; }; \
add rule inet quiet input udp dport 53 drop'`);
  },
};
