import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-banned-from-mail',
  title: 'the client is banned from the ports of the mail server, and from them alone',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec(`nft -f - <<'END'
table inet f2b-table {
  set addr-set-postfix { type ipv4_addr; elements = { 10.71.1.10 } }
  chain f2b-chain { type filter hook input priority filter - 1; policy accept; tcp dport { 25, 465, 587 } ip saddr @addr-set-postfix reject with icmp port-unreachable; }
}
END`);
  },
};
