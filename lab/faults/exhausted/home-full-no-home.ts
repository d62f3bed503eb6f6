import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'home-full-no-home',
  title: '/home has no inode left, and PAM cannot make the home of a first login',
  releases: ['bookworm'],
  truth: { causes: ['disk-full'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.sshd('AuthorizedKeysFile /etc/ssh/keys/%u');
    host.write('/etc/ssh/keys/alice', '');
  },
  breakIt: async (host) => {
    await host.exec('cat /home/alice/.ssh/authorized_keys > /etc/ssh/keys/alice');
    await host.exec(
      'mount -t tmpfs -o nr_inodes=16 tmpfs /home; i=0; while (: > /home/log$i) 2>/dev/null; do i=$((i+1)); done',
    );
    await host.exec('echo "session required pam_mkhomedir.so" >> /etc/pam.d/sshd');
  },
};
