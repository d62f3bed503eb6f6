import type { Fault } from '../../fault.ts';
import { sshdAgain, withoutHostKeys, withoutSystemd } from '../../layouts.ts';

export const fault: Fault = {
  id: 'container-hostkeys-gone',
  title: 'a container whose image was cleaned of host keys; its entry point tries again and again',
  releases: ['trixie'],
  truth: { causes: ['hostkeys-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  entry: sshdAgain,
  prepare: (host) => {
    withoutSystemd(host);
    withoutHostKeys(host);
  },
};
