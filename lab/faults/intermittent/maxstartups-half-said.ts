import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'maxstartups-half-said',
  title: 'one other holds a login, and MaxStartups drops every second and says so',
  releases: ['bullseye'],
  truth: { causes: ['maxstartups'], stage: 'identification', outcome: 'degraded' },
  // This release has no limit per source.
  clientSettles: true,
  told: /Exceeded MaxStartups/,
  repeat: 14,
  prepare: (host) => host.sshd('MaxStartups 1:50:20'),
  breakIt: async (_host, net) => {
    await net.router.start('(sleep 300 | nc 10.71.2.20 22)');
    await net.router.exec('until ss -Htn state established | grep -q 10.71.2.20:22; do sleep 0.05; done; sleep 0.3');
  },
};
