import type { Fault } from '../../fault.ts';
import { initScript, listening, withoutSystemd } from '../../layouts.ts';

export const fault: Fault = {
  id: 'initd-expired',
  title: 'a host without systemd and without a journal, and the account has ended',
  releases: ['bookworm'],
  truth: { causes: ['account-expired'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  entry: initScript,
  prepare: (host) => {
    withoutSystemd(host);
  },
  breakIt: async (host) => {
    await host.exec(`${listening}; chage -E 2020-01-01 alice`);
  },
};
