import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'maxstartups-full-unsaid',
  title: 'three others hold the three logins that MaxStartups admits, and sshd does not say so',
  releases: ['trixie'],
  truth: { causes: ['maxstartups'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('MaxStartups 3'),
  breakIt: async (_host, net) => {
    for (let i = 0; i < 3; i++) await net.router.start('(sleep 300 | nc 10.71.2.20 22)');
    await net.router.exec(
      'until [ $(ss -Htn state established | grep -c 10.71.2.20:22) = 3 ]; do sleep 0.05; done; sleep 0.3',
    );
  },
};
