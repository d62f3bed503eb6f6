import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-include-loop',
  title: 'an Include that takes its own file in again',
  releases: ['bookworm'],
  truth: { causes: ['sshd-config-error'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('Include /etc/ssh/sshd_config.d/*.conf'),
};
