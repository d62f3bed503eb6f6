import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-knock-sets',
  title: 'nftables itself opens the port to who knocks at three others, and no daemon is there',
  releases: ['trixie'],
  truth: { causes: ['port-knock-expected'], hidden: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.sshd('MaxStartups 3:50:10');
    host.write(
      '/etc/nftables.conf',
      `table inet gate {
  set once { type ipv4_addr; flags timeout; timeout 10s; }
  set twice { type ipv4_addr; flags timeout; timeout 10s; }
  set guests { type ipv4_addr; flags timeout; timeout 1m; }
  chain input {
    type filter hook input priority 0; policy accept;
    ct state established,related accept
    iif lo accept
    tcp dport 7411 add @once { ip saddr } drop
    tcp dport 8822 ip saddr @once add @twice { ip saddr } drop
    tcp dport 9133 ip saddr @twice add @guests { ip saddr } drop
    tcp dport 22 ip saddr @guests accept
    tcp dport 22 drop
  }
}
`,
    );
  },
  breakIt: async (host) => {
    await host.exec('nft -f /etc/nftables.conf');
  },
};
