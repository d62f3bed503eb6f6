import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostkeys-empty',
  title: 'the host keys are empty files: the disk was full when they were made',
  releases: ['bullseye'],
  truth: { causes: ['hostkeys-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    for (const type of ['rsa', 'ecdsa', 'ed25519']) host.write(`/etc/ssh/ssh_host_${type}_key`, '', 0o600);
  },
};
