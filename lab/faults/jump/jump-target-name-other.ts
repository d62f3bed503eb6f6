import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-target-name-other',
  title: 'the hosts file of the jump host has an old address of the server',
  releases: ['trixie'],
  truth: {
    causes: ['name-wrong-address'],
    hidden: ['host-unreachable', 'jump-host-failed'],
    stage: 'route',
    outcome: 'confirmed',
  },
  clientSettles: false,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  prepare: (_host, net) => {
    net.bastion?.write('/etc/hosts', '127.0.0.1 localhost\n::1 localhost\n10.71.3.99 web1\n');
  },
};
