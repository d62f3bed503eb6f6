import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-verdict-map-of-ranges',
  title: 'a verdict map of networks with ranges of ports',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `nft 'add table inet who; add map inet who may { type ipv4_addr . inet_service : verdict; flags interval; elements = { 10.71.1.0/25 . 1-1023 : drop, 10.71.1.0/25 . 2000-3000 : accept, 10.71.1.128/25 . 22 : accept }; }; add chain inet who input { type filter hook input priority 0; }; add rule inet who input ip saddr . tcp dport vmap @may'`,
    );
  },
};
