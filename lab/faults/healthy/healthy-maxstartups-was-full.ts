import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-maxstartups-was-full',
  title: 'MaxStartups was full a moment ago, as the log tells, and is not any more',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => host.sshd('MaxStartups 2:100:2'),
  breakIt: async (host) => {
    await host.exec(`timeout 6 bash -c 'for i in 1 2 3 4; do exec {f}<>/dev/tcp/10.71.2.20/22; done; sleep 3' || true
      timeout 10 sh -c 'until journalctl | grep -qi maxstartups; do sleep 0.2; done'
      timeout 10 sh -c 'while ss -Htn state established "sport = :22" | grep -q .; do sleep 0.2; done'`);
  },
};
