import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'map-backend-silent',
  title: 'the router shares connections out to three machines, and one drops them',
  releases: ['trixie'],
  truth: {
    causes: ['port-mapping-wrong'],
    hidden: ['firewall-server', 'backend-down-behind-forwarder'],
    stage: 'tcp',
    outcome: 'degraded',
  },
  clientSettles: false,
  repeat: 9,
  jump: true,
  breakIt: async (_host, { router, bastion }) => {
    await bastion?.exec(
      `nft 'add table inet guard; add chain inet guard way { type filter hook input priority 0; }; add rule inet guard way tcp dport 22 drop'`,
    );
    await router.exec(`nft 'add table ip shares; add chain ip shares way { type nat hook prerouting priority -100; }; \
add rule ip shares way iifname leg1 ip daddr 10.71.2.20 tcp dport 22 dnat to numgen inc mod 3 map { 0 : 10.71.3.30, 1 : 10.71.2.20, 2 : 10.71.2.20 }'`);
  },
};
