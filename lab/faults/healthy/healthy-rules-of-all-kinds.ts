import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-rules-of-all-kinds',
  title:
    'rules of nftables and of the older iptables, a list of recent and a wrappers file, and none of them is about the client',
  releases: ['bullseye'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => host.write('/etc/hosts.deny', 'sshd: 192.0.2.0/255.255.255.0\nALL: 198.51.100.\n'),
  breakIt: async (host) => {
    await host.exec(`nft 'add table inet fwd; add chain inet fwd forward { type filter hook forward priority 0; policy drop; }'
      iptables-legacy -A INPUT -s 192.0.2.0/24 -j DROP
      iptables-legacy -A INPUT -p tcp --dport 23 -j REJECT
      iptables -N bans && iptables -I INPUT -p tcp --dport 22 -j bans
      for i in 1 2 3 4; do iptables -A bans -s 203.0.113.$i -j DROP; done
      iptables -A INPUT -p tcp --dport 22 -m recent --name SSH --rcheck --seconds 600 -j DROP
      for i in 1 2 3 4 5 6; do echo +203.0.113.$i > /proc/net/xt_recent/SSH; done
      ip link add docker0 type bridge && ip address add 172.17.0.1/16 dev docker0 && ip link set docker0 up`);
  },
};
