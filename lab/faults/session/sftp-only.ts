import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sftp-only',
  title: 'ForceCommand internal-sftp for this user',
  releases: ['bookworm'],
  truth: { causes: ['force-command'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  told: /sftp connections only/,
  prepare: (host) => host.sshd('Match User alice\n  ForceCommand internal-sftp'),
};
