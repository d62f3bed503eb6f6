import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'bastion-forwards-nothing',
  title: 'the bastion lets nobody through: AllowTcpForwarding no',
  releases: ['bookworm'],
  truth: { causes: ['forwarding-disabled'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  told: /administratively prohibited/,
  jump: true,
  prepare: (_, { bastion }) => bastion?.sshd('AllowTcpForwarding no'),
};
