import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'keys-gone-and-jail-gone',
  title: 'the host keys are gone, and so is the ChrootDirectory',
  releases: ['bookworm'],
  truth: { causes: ['hostkeys-missing'], hidden: ['chroot-perms'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.sshd('ChrootDirectory /srv/chroot');
  },
  breakIt: async (host) => {
    await host.attempt('rm /etc/ssh/ssh_host_*; systemctl restart ssh');
  },
};
