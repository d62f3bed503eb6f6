import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'maxstartups-random',
  title: 'scanners hold 19 of 20 logins, and MaxStartups drops nearly every other',
  releases: ['bullseye'],
  truth: { causes: ['maxstartups'], stage: 'identification', outcome: 'degraded' },
  clientSettles: true,
  family: 6,
  repeat: 12,
  prepare: (host) => host.sshd('MaxStartups 10:30:20'),
  breakIt: async (host, net) => {
    await net.router.start("sh -c 'for i in $(seq 60); do (sleep 300 | nc 2001:db8:71:2::20 22) & done; wait'");
    await host.exec("sleep 2; ss -Htn state established 'sport = 22' | wc -l");
  },
};
