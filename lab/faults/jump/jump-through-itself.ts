import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-through-itself',
  title: 'ProxyJump stands for all hosts, the jump host among them',
  releases: ['bookworm'],
  truth: {
    causes: ['client-config-invalid'],
    hidden: ['jump-host-failed', 'proxycommand-failed'],
    stage: 'config',
    outcome: 'confirmed',
  },
  clientSettles: true,
  jump: true,
  breakIt: async (_host, { person }) => {
    person.write('.ssh/config', 'Host *\n  ProxyJump bastion\n');
  },
};
