import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'run-sshd-no-runtime-directory',
  title: 'a unit of an own make does not make /run/sshd',
  releases: ['bookworm'],
  truth: { causes: ['run-sshd-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/systemd/system/ssh.service.d/own.conf', '[Service]\nRuntimeDirectory=\n'),
};
