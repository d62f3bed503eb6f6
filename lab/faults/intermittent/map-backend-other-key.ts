import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'map-backend-other-key',
  title: 'the router shares connections out to two machines that have different host keys',
  releases: ['trixie'],
  truth: {
    causes: ['wrong-host-answers'],
    hidden: ['port-mapping-wrong', 'host-key-changed'],
    stage: 'hostkey',
    outcome: 'degraded',
  },
  clientSettles: true,
  told: /IDENTIFICATION HAS CHANGED/,
  repeat: 10,
  jump: true,
  breakIt: async (_host, { router, bastion }) => {
    await bastion?.exec(`rm /etc/ssh/ssh_host_*; ssh-keygen -A; systemctl restart ssh`);
    await router.exec(`nft 'add table ip shares; add chain ip shares way { type nat hook prerouting priority -100; }; \
add rule ip shares way iifname leg1 ip daddr 10.71.2.20 tcp dport 22 dnat to numgen inc mod 2 map { 0 : 10.71.3.30, 1 : 10.71.2.20 }'`);
  },
};
