import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'comma-and-python',
  title: 'AllowUsers has names that commas part, and the shell of the account is Python',
  releases: ['trixie'],
  truth: {
    causes: ['sshd-policy-denies-user'],
    hidden: ['shell-exits', 'invalid-shell'],
    stage: 'auth',
    outcome: 'confirmed',
  },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.sshd('AllowUsers bob,alice');
  },
  breakIt: async (host) => {
    await host.exec(`usermod -s /usr/bin/python3 alice`);
  },
};
