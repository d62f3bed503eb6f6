import type { Fault } from '../../fault.ts';

const notice = `If you see one of these, call the desk:
Your account has expired; please contact your system administrator.
Received disconnect from 10.71.2.20 port 22:2: Too many authentication failures
System is going down. Unprivileged users are not permitted to log in anymore.
WARNING: Your password has expired.
`;

export const fault: Fault = {
  id: 'banner-quotes-expiry',
  title: 'the notice before the login quotes every error, and the key is not listed',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/ssh/notice', notice);
    host.sshd('Banner /etc/ssh/notice');
  },
  breakIt: async (host) => {
    await host.exec(
      `ssh-keygen -q -t ed25519 -N '' -C alice@desk -f /root/desk && cp /root/desk.pub /home/alice/.ssh/authorized_keys`,
    );
  },
};
