import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'persource-limit',
  title: 'PerSourceMaxStartups 1, and another connection from this address waits for its login',
  releases: ['bookworm', 'trixie'],
  truth: { causes: ['rate-limit-per-source'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('PerSourceMaxStartups 1'),
  breakIt: async (host, net) => {
    await net.client.start('(sleep 300 | nc 10.71.2.20 22)');
    await host.exec('until [ $(pgrep -c sshd) -ge 2 ]; do sleep 0.1; done; sleep 0.3');
  },
};
