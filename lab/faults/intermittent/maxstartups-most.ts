import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'maxstartups-most',
  title: 'one other holds a login, and MaxStartups drops three of four without a word',
  releases: ['trixie'],
  truth: { causes: ['maxstartups'], stage: 'identification', outcome: 'degraded' },
  clientSettles: false,
  repeat: 18,
  prepare: (host) => host.sshd('MaxStartups 1:75:20'),
  breakIt: async (_host, net) => {
    await net.router.start('(sleep 300 | nc 10.71.2.20 22)');
    await net.router.exec('until ss -Htn state established | grep -q 10.71.2.20:22; do sleep 0.05; done; sleep 0.3');
  },
};
