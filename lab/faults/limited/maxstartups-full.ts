import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'maxstartups-full',
  title: 'three others hold the three logins that MaxStartups admits, and sshd says so',
  releases: ['bookworm'],
  truth: { causes: ['maxstartups'], stage: 'identification', outcome: 'confirmed' },
  // PerSourceMaxStartups says the same.
  clientSettles: false,
  prepare: (host) => host.sshd('MaxStartups 3'),
  breakIt: async (_host, net) => {
    for (let i = 0; i < 3; i++) await net.router.start('(sleep 300 | nc 10.71.2.20 22)');
    await net.router.exec(
      'until [ $(ss -Htn state established | grep -c 10.71.2.20:22) = 3 ]; do sleep 0.05; done; sleep 0.3',
    );
  },
};
