import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-session-waits',
  title: 'PAM mounts a share for each session by a script, and the server of the share is gone',
  releases: ['trixie'],
  truth: { causes: ['pam-misconfig'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/usr/local/sbin/mount-share', '#!/bin/sh\nexec /bin/sleep 900\n', 0o755);
  },
  breakIt: async (host) => {
    await host.exec(`echo 'session optional pam_exec.so quiet /usr/local/sbin/mount-share' >> /etc/pam.d/sshd`);
  },
};
