import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-through-itself',
  title: 'ProxyJump stands for all hosts, the jump host among them',
  releases: ['bookworm'],
  truth: {
    causes: ['jump-host-failed'],
    hidden: ['client-config-invalid', 'proxycommand-failed'],
    stage: 'config',
    outcome: 'confirmed',
  },
  clientSettles: true,
  jump: true,
  breakIt: async (_host, { person }) => {
    person.write('.ssh/config', 'Host *\n  ProxyJump bastion\n');
  },
};
