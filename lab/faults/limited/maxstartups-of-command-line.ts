import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'maxstartups-of-command-line',
  title: 'MaxStartups stands in /etc/default/ssh alone, and sshd logs nothing but errors',
  releases: ['bullseye'],
  truth: { causes: ['maxstartups'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  prepare: (host) => {
    host.write('/etc/default/ssh', 'SSHD_OPTS="-o MaxStartups=2"\n');
    host.sshd('LogLevel ERROR');
  },
  breakIt: async (_host, net) => {
    for (let i = 0; i < 2; i++) await net.router.start('(sleep 300 | nc 2001:db8:71:2::20 22)');
    await net.router.exec(
      'until [ $(ss -Htn state established | grep -c "2::20\\]:22") = 2 ]; do sleep 0.05; done; sleep 0.3',
    );
  },
};
