import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-deny-and-open-jail',
  title: 'PAM denies every account, and a group may write to the ChrootDirectory',
  releases: ['trixie'],
  truth: { causes: ['pam-misconfig'], hidden: ['chroot-perms'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.sshd('ChrootDirectory /srv/jail/%u');
  },
  breakIt: async (host) => {
    await host.exec(
      `install -d -m 775 -g users /srv/jail /srv/jail/alice; sed -i '1i account required pam_deny.so' /etc/pam.d/sshd`,
    );
  },
};
