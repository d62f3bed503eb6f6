import type { Fault } from '../../fault.ts';
import { sshdAgain, withoutHostKeys, withoutSystemd } from '../../layouts.ts';

export const fault: Fault = {
  id: 'container-keys-gone-and-locked',
  title: 'a container without host keys, and the account is locked for an sshd without PAM',
  releases: ['bookworm'],
  truth: { causes: ['hostkeys-missing'], hidden: ['account-locked'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  entry: sshdAgain,
  prepare: (host) => {
    withoutSystemd(host);
    host.sshd('UsePAM no');
    withoutHostKeys(host);
  },
  breakIt: async (host) => {
    await host.exec(`usermod -p '!' alice`);
  },
};
