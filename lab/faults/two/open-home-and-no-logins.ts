import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'open-home-and-no-logins',
  title: 'everybody may write to the home, and limits.conf allows no login at all',
  releases: ['bookworm'],
  truth: { causes: ['home-perms-strictmodes'], hidden: ['session-limit'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/security/limits.d/50-closed.conf', '@staff - maxlogins 0\n');
  },
  breakIt: async (host) => {
    await host.exec(`usermod -aG staff alice; chmod 777 /home/alice`);
  },
};
