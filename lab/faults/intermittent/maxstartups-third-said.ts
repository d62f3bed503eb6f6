import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'maxstartups-third-said',
  title: 'one other holds a login, and MaxStartups drops every third and says so',
  releases: ['bookworm'],
  truth: { causes: ['maxstartups'], stage: 'identification', outcome: 'degraded' },
  clientSettles: false,
  told: /Exceeded MaxStartups/,
  repeat: 20,
  prepare: (host) => host.sshd('MaxStartups 1:33:20'),
  breakIt: async (_host, net) => {
    await net.router.start('(sleep 300 | nc 10.71.2.20 22)');
    await net.router.exec('until ss -Htn state established | grep -q 10.71.2.20:22; do sleep 0.05; done; sleep 0.3');
  },
};
