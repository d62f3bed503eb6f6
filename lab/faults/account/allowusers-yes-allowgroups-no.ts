import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'allowusers-yes-allowgroups-no',
  title: 'AllowUsers names her, AllowGroups does not, and her password is locked',
  releases: ['trixie'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('AllowUsers alice deploy\nAllowGroups ops deploy'),
  breakIt: async (host) => {
    await host.exec('groupadd ops; passwd -q -l alice');
  },
};
