import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-strict-firewall',
  title: 'a firewall that drops everybody but the client',
  releases: ['bookworm', 'trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec(`nft -f - <<'RULES'
table inet strict {
  chain input {
    type filter hook input priority filter; policy drop;
    iif lo accept
    ct state established,related accept
    ip saddr 10.71.1.10 tcp dport 22 accept
  }
}
RULES`);
  },
};
