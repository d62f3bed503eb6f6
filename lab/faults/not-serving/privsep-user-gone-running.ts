import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'privsep-user-gone-running',
  title: 'the account sshd was cleaned away as unused, and sshd runs on',
  releases: ['bookworm'],
  truth: { causes: ['privsep-user-missing'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`sed -i '/^sshd:/d' /etc/passwd`);
  },
};
