import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hosts-allow-deny',
  title: 'hosts.allow itself denies what it matches',
  releases: ['bookworm'],
  truth: { causes: ['hosts-deny'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/hosts.allow', 'sshd : 10.71.2. : allow\nALL : ALL : deny\n'),
};
