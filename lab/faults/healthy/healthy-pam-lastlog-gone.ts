import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-pam-lastlog-gone',
  title:
    'the PAM file of sshd came along from an older release and wants a module that is gone, and says that it may be',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      `sed -i '1i session optional pam_lastlog.so nowtmp' /etc/pam.d/sshd; ! ls /usr/lib/*/security/pam_lastlog.so`,
    );
  },
};
