import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'shell-false',
  title: 'the shell is false',
  releases: ['trixie'],
  truth: { causes: ['shell-exits'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`usermod -s /bin/false alice`);
  },
};
