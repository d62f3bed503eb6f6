import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-target-name-unknown',
  title: 'the jump host has no name server and does not know the server by name',
  releases: ['bullseye'],
  truth: { causes: ['name-resolver-failed'], stage: 'name', outcome: 'confirmed' },
  clientSettles: false,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  prepare: (_host, net) => net.bastion?.write('/etc/hosts', '127.0.0.1 localhost\n::1 localhost\n'),
};
