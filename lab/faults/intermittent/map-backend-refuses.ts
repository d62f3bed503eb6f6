import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'map-backend-refuses',
  title: 'the router shares connections out to two machines, and sshd of one is stopped',
  releases: ['bookworm'],
  truth: {
    causes: ['port-mapping-wrong'],
    hidden: ['sshd-not-running', 'backend-down-behind-forwarder'],
    stage: 'tcp',
    outcome: 'degraded',
  },
  clientSettles: false,
  repeat: 14,
  jump: true,
  breakIt: async (_host, { router, bastion }) => {
    await bastion?.exec(`systemctl stop ssh`);
    await router.exec(`nft 'add table ip shares; add chain ip shares way { type nat hook prerouting priority -100; }; \
add rule ip shares way iifname leg1 ip daddr 10.71.2.20 tcp dport 22 dnat to numgen inc mod 2 map { 0 : 10.71.3.30, 1 : 10.71.2.20 }'`);
  },
};
