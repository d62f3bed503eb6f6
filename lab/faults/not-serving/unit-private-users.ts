import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-private-users',
  title: 'a hardened unit gives sshd a user namespace of its own',
  releases: ['trixie'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/systemd/system/ssh.service.d/hardening.conf', '[Service]\nPrivateUsers=yes\n'),
};
