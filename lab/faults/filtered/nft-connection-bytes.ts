import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-connection-bytes',
  title: 'nftables on the server drops a connection that has carried 2600 bytes',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await net.router.exec(`ip netns exec ${net.namespaces.server} sysctl -qw net.netfilter.nf_conntrack_acct=1`);
    await host.exec(
      `nft 'add table inet cap; add chain inet cap input { type filter hook input priority 0; }; add rule inet cap input tcp dport 22 ct bytes > 2600 drop'`,
    );
  },
};
