import { symlinkSync } from 'node:fs';
import type { Fault } from '../../fault.ts';
import { sshdAgain, withoutHostKeys, withoutSystemd } from '../../layouts.ts';

export const fault: Fault = {
  id: 'container-hostkeys-by-dead-link',
  title: 'a container whose host keys are links into a volume that is not there',
  releases: ['trixie'],
  truth: { causes: ['hostkeys-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  entry: sshdAgain,
  prepare: (host) => {
    withoutSystemd(host);
    withoutHostKeys(host);
    for (const type of ['rsa', 'ecdsa', 'ed25519'])
      symlinkSync(`/data/ssh/ssh_host_${type}_key`, `${host.root}/etc/ssh/ssh_host_${type}_key`);
  },
};
