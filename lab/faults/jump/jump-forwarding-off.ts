import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-forwarding-off',
  title: 'AllowTcpForwarding no on the jump host',
  releases: ['bookworm', 'trixie'],
  truth: { causes: ['forwarding-disabled'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  told: /open failed: administratively prohibited/,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  prepare: (_host, net) => net.bastion?.sshd('AllowTcpForwarding no'),
};
