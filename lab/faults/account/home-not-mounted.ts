import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'home-not-mounted',
  title: 'the disk with the homes did not come up, and an empty directory stands in its place',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    host.write('/etc/ssh/sshd_config.d/keys.conf', 'PasswordAuthentication no\n');
    await host.exec('systemctl restart ssh; mkdir -p /run/empty; mount --bind /run/empty /home');
  },
};
