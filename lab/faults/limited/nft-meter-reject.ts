import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-meter-reject',
  title: 'a set of nftables on the server counts each source, and rejects beyond three an hour',
  releases: ['trixie'],
  truth: { causes: ['firewall-rate-limit'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec(
      `nft 'add table inet guard; add set inet guard callers { type ipv4_addr; flags dynamic; timeout 1h; }; add chain inet guard input { type filter hook input priority 0; }; add rule inet guard input tcp dport 22 ct state new add @callers { ip saddr limit rate over 1/hour burst 3 packets } reject'`,
    );
    for (let i = 0; i < 4; i++)
      await net.person.run(['ssh', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=2', 'alice@web1', 'true']);
  },
};
