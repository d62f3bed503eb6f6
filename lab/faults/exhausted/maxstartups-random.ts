import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'maxstartups-random',
  title: 'five others hold a login, and MaxStartups drops six in ten',
  releases: ['bullseye'],
  truth: { causes: ['maxstartups'], stage: 'identification', outcome: 'degraded' },
  clientSettles: true,
  family: 6,
  repeat: 20,
  prepare: (host) => host.sshd('MaxStartups 5:60:100'),
  breakIt: async (host, net) => {
    for (let i = 0; i < 5; i++) await net.router.start('(sleep 300 | nc 2001:db8:71:2::20 22)');
    await host.exec("until [ $(ss -Htn state established 'sport = 22' | wc -l) = 5 ]; do sleep 0.1; done; sleep 0.3");
  },
};
