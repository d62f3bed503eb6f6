import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-protects-home',
  title: 'a hardened unit hides the homes from sshd',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.write('/etc/systemd/system/ssh.service.d/hardening.conf', '[Service]\nProtectHome=yes\n'),
};
