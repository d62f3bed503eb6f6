import type { Fault } from '../../fault.ts';
import { listening, withoutSystemd } from '../../layouts.ts';

export const fault: Fault = {
  id: 'pam-listfile-open',
  title: 'a container that keeps no log; she is on the list of pam_listfile, and everybody may write to it',
  releases: ['bookworm'],
  truth: { causes: ['pam-misconfig'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  entry: 'mkdir -p /run/sshd; exec /usr/sbin/sshd -D',
  prepare: (host) => {
    withoutSystemd(host);
    host.write('/etc/ssh/allowed', 'alice\nroot\n', 0o666);
  },
  breakIt: async (host) => {
    await host.exec(
      `sed -i '/pam_nologin/a account required pam_listfile.so item=user sense=allow file=/etc/ssh/allowed onerr=succeed' /etc/pam.d/sshd`,
    );
    await host.exec(listening);
  },
};
