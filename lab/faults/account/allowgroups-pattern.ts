import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'allowgroups-pattern',
  title: 'AllowGroups wants a group of one digit, and hers has two',
  releases: ['bookworm'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('AllowGroups root staff-?'),
  breakIt: async (host) => {
    await host.exec('groupadd staff-12 && usermod -aG staff-12 alice');
  },
};
