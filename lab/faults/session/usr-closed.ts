import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'usr-closed',
  title: 'a hardening took the folder /usr from all but root: the shell is there, and she does not get to it',
  releases: ['bookworm'],
  truth: { causes: ['invalid-shell'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec('chmod 750 /usr');
  },
};
