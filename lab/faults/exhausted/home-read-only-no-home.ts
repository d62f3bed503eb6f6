import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'home-read-only-no-home',
  title: '/home is read-only since a disk error, and PAM cannot make the home of a first login',
  releases: ['bullseye'],
  truth: { causes: ['disk-full'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.sshd('AuthorizedKeysFile /etc/ssh/keys/%u\nMaxStartups 4:30:10');
    host.write('/etc/ssh/keys/alice', '');
  },
  breakIt: async (host) => {
    await host.exec('cat /home/alice/.ssh/authorized_keys > /etc/ssh/keys/alice');
    await host.exec('mount -t tmpfs -o mode=755 tmpfs /home; mount -o remount,ro /home');
    await host.exec('echo "session required pam_mkhomedir.so" >> /etc/pam.d/sshd');
  },
};
