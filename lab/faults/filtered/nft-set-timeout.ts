import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-set-timeout',
  title: 'a rule adds whoever knocks at port 23 to a set of nftables, and the set is dropped',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `nft 'add table inet guard; add set inet guard seen { type ipv4_addr; flags timeout; }; add element inet guard seen { 10.71.1.10 timeout 1h }; add chain inet guard input { type filter hook input priority -10; }; add rule inet guard input ip saddr @seen drop'`,
    );
  },
};
