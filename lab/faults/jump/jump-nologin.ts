import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-nologin',
  title: 'the bastion is under maintenance: /etc/nologin',
  releases: ['bullseye'],
  truth: { causes: ['jump-host-failed'], hidden: ['nologin'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  breakIt: async (_host, net) => net.bastion?.write('/etc/nologin', 'Maintenance until 18:00.\n'),
};
