import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-session-empty',
  title: 'the disk was full during an upgrade: sshd-session is a file without a byte',
  releases: ['trixie'],
  truth: {
    causes: ['sshd-helper-missing'],
    hidden: ['sshd-upgrade-mismatch'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      'cd /usr/lib/openssh; : > sshd-session.new; chmod 755 sshd-session.new; mv sshd-session.new sshd-session',
    );
  },
};
