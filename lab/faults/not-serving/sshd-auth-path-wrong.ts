import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-auth-path-wrong',
  title: 'SshdAuthPath comes from the configuration of another system',
  releases: ['trixie'],
  truth: { causes: ['sshd-helper-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('SshdAuthPath /usr/libexec/openssh/sshd-auth'),
};
