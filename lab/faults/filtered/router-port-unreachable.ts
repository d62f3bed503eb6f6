import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-port-unreachable',
  title: 'a router on the way rejects with port unreachable, and the server denies other networks by TCP wrappers',
  releases: ['bookworm'],
  truth: { causes: ['firewall-network'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/hosts.deny', 'sshd: 192.0.2.0/255.255.255.0\n'),
  breakIt: async (host, net) => {
    await host.exec('systemctl restart ssh; iptables -A INPUT -p tcp --dport 23 -j REJECT');
    await net.router.exec(
      `nft 'add table inet edge; add chain inet edge forward { type filter hook forward priority 0; }; add rule inet edge forward oifname "leg2" tcp dport 22 reject'`,
    );
  },
};
