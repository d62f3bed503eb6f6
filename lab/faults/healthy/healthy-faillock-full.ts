import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-faillock-full',
  title: 'pam_faillock counts many failures of hers and speaks of a lock, and it has no say over keys',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      `sed -i '1i auth required pam_faillock.so preauth deny=3' /etc/pam.d/sshd; sed -i '/pam_nologin/a account required pam_faillock.so' /etc/pam.d/sshd`,
    );
    await host.exec(
      `mkdir -p /run/faillock; perl -e 'print pack("a52 S S Q", "203.0.113.9", 0, 3, time) x 6' > /run/faillock/alice; chown alice /run/faillock/alice; chmod 660 /run/faillock/alice`,
    );
    await host.exec(
      `logger -p auth.notice -t 'sshd[812]' 'pam_faillock(sshd:auth): Consecutive login failures for user alice account temporarily locked'`,
    );
  },
};
