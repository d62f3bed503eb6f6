import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-pam-file-empty',
  title: 'the disk was full when the PAM file of sshd was written: it is empty, and the file for all others holds',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`: > /etc/pam.d/sshd`);
  },
};
