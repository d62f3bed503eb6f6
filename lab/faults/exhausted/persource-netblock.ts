import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'persource-netblock',
  title: 'PerSourceNetBlockSize counts a neighbour of the same /16 as this address',
  releases: ['bookworm'],
  truth: { causes: ['rate-limit-per-source'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('PerSourceMaxStartups 2\nPerSourceNetBlockSize 16:48'),
  breakIt: async (host, net) => {
    for (let i = 0; i < 2; i++) await net.router.start('(sleep 300 | nc 10.71.2.20 22)');
    await host.exec("until [ $(ss -Htn state established 'sport = 22' | wc -l) = 2 ]; do sleep 0.1; done; sleep 0.3");
  },
};
