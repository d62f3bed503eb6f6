import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-lastlog-inactive',
  title: 'pam_lastlog shuts out who has not logged in for 30 days, and she was on leave for 90',
  releases: ['bookworm'],
  truth: {
    causes: ['pam-misconfig'],
    hidden: ['account-expired', 'account-locked'],
    stage: 'auth',
    outcome: 'confirmed',
  },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('PasswordAuthentication no'),
  breakIt: async (host) => {
    await host.exec(
      `perl -e 'open my $f, "+<", "/var/log/lastlog" or open $f, "+>", "/var/log/lastlog" or die $!; seek $f, 292 * (getpwnam "alice")[2], 0; print $f pack("l a32 a256", time - 90 * 86400, "pts/0", "10.71.1.10")'; sed -i '/pam_nologin/i account required pam_lastlog.so inactive=30' /etc/pam.d/sshd; lastlog -u alice | grep -q pts/0`,
    );
  },
};
