import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ssh-folder-foreign',
  title: '.ssh came with the owner it had on another host',
  releases: ['trixie'],
  truth: { causes: ['home-perms-strictmodes'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      `chown -R 1777:1777 /home/alice/.ssh && chmod 755 /home/alice/.ssh && chmod 644 /home/alice/.ssh/authorized_keys`,
    );
  },
};
