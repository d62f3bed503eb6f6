import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'usermod-locked-and-expired',
  title: 'usermod -L -e 1, as a leaver is switched off; PAM is on, so it is the date that keeps her out',
  releases: ['trixie'],
  truth: { causes: ['account-expired'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec('usermod -L -e 1 alice');
  },
};
