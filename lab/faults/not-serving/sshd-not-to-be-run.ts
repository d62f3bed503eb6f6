import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-not-to-be-run',
  title: 'the file sshd_not_to_be_run is there, so systemd skips the unit',
  releases: ['bookworm'],
  truth: { causes: ['sshd-masked'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/ssh/sshd_not_to_be_run', ''),
};
