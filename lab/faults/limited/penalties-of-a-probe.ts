import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'penalties-of-a-probe',
  title: 'a probe of the same machine connects and says nothing, and PerSourcePenalties counts it',
  releases: ['trixie'],
  truth: { causes: ['persourcepenalties'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: true,
  prepare: (host) => host.sshd('PerSourcePenalties noauth:600 min:10'),
  breakIt: async (host, net) => {
    await net.client.exec('for i in 1 2 3; do echo check | nc -w 2 10.71.2.20 22 >/dev/null || true; done');
    await host.exec('for i in $(seq 60); do journalctl -u ssh | grep -qi penalt && exit 0; sleep 0.1; done');
  },
};
