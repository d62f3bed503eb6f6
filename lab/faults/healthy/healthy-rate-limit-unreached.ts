import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-rate-limit-unreached',
  title: 'a limit of new connections that nobody reaches',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec(`nft -f - <<'RULES'
table inet guard {
  chain input {
    type filter hook input priority filter; policy accept;
    tcp dport 22 ct state new limit rate over 60/minute burst 60 packets drop
  }
}
RULES`);
  },
};
