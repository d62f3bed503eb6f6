import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'shell-link-dangling',
  title: 'the shell of the account is a link to a program that was removed',
  releases: ['bullseye'],
  truth: { causes: ['invalid-shell'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      'ln -s /opt/fish-3/bin/fish /usr/local/bin/fish && echo /usr/local/bin/fish >> /etc/shells && usermod -s /usr/local/bin/fish alice',
    );
  },
};
