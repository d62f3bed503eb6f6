import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'persource-turns',
  title: 'another job of the same machine waits for its login now and then, and PerSourceMaxStartups admits one',
  releases: ['bookworm'],
  truth: { causes: ['rate-limit-per-source'], stage: 'identification', outcome: 'degraded' },
  clientSettles: false,
  repeat: 14,
  prepare: (host) => host.sshd('PerSourceMaxStartups 1'),
  breakIt: async (_host, net) => {
    await net.client.start(`sh -c 'while :; do timeout 4 nc -d 10.71.2.20 22; sleep 4; done'`);
    await net.client.exec('until ss -Htn state established | grep -q 10.71.2.20:22; do sleep 0.05; done; sleep 0.3');
  },
};
