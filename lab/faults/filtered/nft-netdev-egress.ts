import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-netdev-egress',
  title: 'a rule at the egress of the card drops what the server answers from the port',
  releases: ['trixie'],
  truth: { causes: ['firewall-egress'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`nft 'add table inet host; add chain inet host output { type filter hook output priority 0; policy accept; }; \
add rule inet host output tcp sport 22 accept'`);
    await host.exec(`nft 'add table netdev shaper; \
add chain netdev shaper out { type filter hook egress device "eth0" priority 0; policy accept; }; \
add rule netdev shaper out ip daddr 10.71.1.0/24 tcp sport { 21, 22, 23 } counter drop'`);
  },
};
