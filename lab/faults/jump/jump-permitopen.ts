import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-permitopen',
  title: 'PermitOpen on the jump host names another target',
  releases: ['bullseye'],
  truth: { causes: ['forwarding-disabled'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  told: /open failed: administratively prohibited/,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  prepare: (_host, net) => net.bastion?.sshd('PermitOpen db1:5432'),
};
