import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-key-refused',
  title: 'the jump host does not know the key of the user',
  releases: ['bookworm'],
  truth: { causes: ['jump-host-failed'], hidden: ['key-not-accepted'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  told: /alice@bastion: Permission denied/,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  prepare: (_host, { bastion }) => {
    bastion?.remove('/home/alice/.ssh/authorized_keys');
    bastion?.sshd('PasswordAuthentication no');
  },
};
