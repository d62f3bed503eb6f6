import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'default-options-port',
  title: '/etc/default/ssh has another port',
  releases: ['bullseye'],
  truth: { causes: ['sshd-port-changed'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/default/ssh', 'SSHD_OPTS="-p 2200"\n'),
};
