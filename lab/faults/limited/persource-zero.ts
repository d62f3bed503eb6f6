import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'persource-zero',
  title: 'PerSourceMaxStartups 0, by who meant that there is no limit',
  releases: ['bookworm'],
  truth: { causes: ['rate-limit-per-source'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('PerSourceMaxStartups 0'),
};
