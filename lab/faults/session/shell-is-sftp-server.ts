import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'shell-is-sftp-server',
  title: 'the shell of the account is the server for files; .bashrc would end, and nobody reads it',
  releases: ['trixie'],
  truth: { causes: ['shell-exits'], hidden: ['invalid-shell'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec('usermod -s /usr/lib/openssh/sftp-server alice; echo exit 1 > /home/alice/.bashrc');
  },
};
