import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-session-not-executable',
  title: 'sshd-session lost its mode, then a restart',
  releases: ['trixie'],
  truth: { causes: ['sshd-helper-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('chmod 644 /usr/lib/openssh/sshd-session');
    await host.attempt('systemctl restart ssh');
  },
};
