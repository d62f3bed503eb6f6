import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-user-unknown',
  title: 'the jump host does not know the user that ProxyJump names',
  releases: ['bookworm'],
  truth: { causes: ['jump-host-failed'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-J', 'jumper@bastion', 'alice@web1'],
  jump: true,
  prepare: (_host, { bastion }) => bastion?.sshd('PasswordAuthentication no'),
};
