import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'shell-is-python',
  title: 'the shell of the account is Python',
  releases: ['bookworm'],
  truth: { causes: ['shell-exits'], hidden: ['invalid-shell'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`usermod -s /usr/bin/python3 alice`);
  },
};
