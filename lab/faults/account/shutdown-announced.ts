import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'shutdown-announced',
  title: 'shutdown +3: the host no longer takes ordinary users',
  releases: ['bookworm'],
  truth: { causes: ['nologin'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  told: /System is going down/,
  breakIt: async (host) => {
    await host.exec(`shutdown -h +3 && until test -e /run/nologin; do sleep 0.1; done`);
  },
};
