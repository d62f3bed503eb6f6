import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'usedns-slow',
  title: 'UseDNS yes, a firewall drops the questions to the name servers, and the time for a login is over before',
  releases: ['bookworm'],
  truth: { causes: ['dns-reverse-slow'], hidden: ['login-grace-time'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  prepare: async (host, net) => {
    host.sshd('UseDNS yes\nLoginGraceTime 20');
    host.write('/etc/hosts', '127.0.0.1 localhost web1\n');
    host.write('/etc/resolv.conf', 'nameserver 10.71.2.1\nnameserver 10.71.3.1\noptions timeout:15 attempts:3\n');
    await net.router.exec(`nft 'add table inet quiet; add chain inet quiet input { type filter hook input priority 0; }; \\
add rule inet quiet input udp dport 53 drop'`);
  },
};
