import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-zone-one-way',
  title:
    'what comes in is tracked in a zone of its own, what goes out is not, and a rule drops answers that belong to nothing',
  releases: ['trixie'],
  truth: { causes: ['firewall-egress'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`nft -f - <<'END'
table inet guard {
  chain pre { type filter hook prerouting priority raw; iifname "eth0" ct zone set 7; }
  chain out { type filter hook output priority filter; ct state invalid counter drop; }
}
END`);
  },
};
