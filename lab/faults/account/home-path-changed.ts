import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'home-path-changed',
  title: 'usermod -d without -m: the home in the account is a folder that is not there',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('PasswordAuthentication no'),
  breakIt: async (host) => {
    await host.exec('usermod -d /srv/people/alice alice');
  },
};
