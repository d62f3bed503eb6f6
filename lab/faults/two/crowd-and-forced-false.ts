import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'crowd-and-forced-false',
  title: 'MaxStartups is full, and ForceCommand would end each session',
  releases: ['bookworm'],
  truth: { causes: ['maxstartups'], hidden: ['force-command'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.sshd('MaxStartups 2\nMatch User alice\n  ForceCommand /bin/false');
  },
  breakIt: async (_host, net) => {
    for (let i = 0; i < 2; i++) await net.router.start('(sleep 300 | nc 10.71.2.20 22)');
    await net.router.exec(
      'until [ $(ss -Htn state established | grep -c 10.71.2.20:22) = 2 ]; do sleep 0.05; done; sleep 0.3',
    );
  },
};
