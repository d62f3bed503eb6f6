import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'bad-line-and-open-jail',
  title: 'a word in sshd_config that sshd does not know, and a ChrootDirectory that a group may write to',
  releases: ['trixie'],
  truth: { causes: ['sshd-config-error'], hidden: ['chroot-perms'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.sshd('PermitRootLogins no\nMatch User alice\n  ChrootDirectory /srv/jail');
  },
  breakIt: async (host) => {
    await host.exec(`install -d -m 775 -g users /srv/jail; systemctl restart ssh || true`);
  },
};
