import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-empty-homes',
  title:
    'the unit gives sshd an empty file system in the place of all homes; nothing is logged, and her password is locked',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/systemd/system/ssh.service.d/hardening.conf', '[Service]\nTemporaryFileSystem=/home:ro\n');
    host.sshd('LogLevel QUIET');
  },
  breakIt: async (host) => {
    await host.exec('passwd -q -l alice');
  },
};
