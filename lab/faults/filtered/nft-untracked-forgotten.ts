import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-untracked-forgotten',
  title: 'port 22 is not tracked, to spare the table, and the firewall admits what is new or established',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`nft -f - <<'END'
table inet guard {
  chain pre { type filter hook prerouting priority raw; tcp dport 22 notrack; }
  chain out { type filter hook output priority raw; tcp sport 22 notrack; }
  chain input {
    type filter hook input priority filter; policy drop;
    iif lo accept
    ct state established,related accept
    ct state new tcp dport { 22, 80 } accept
    ip protocol icmp accept
    reject with icmpx port-unreachable
  }
}
END`);
  },
};
