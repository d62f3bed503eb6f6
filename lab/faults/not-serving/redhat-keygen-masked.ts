import { symlinkSync } from 'node:fs';
import type { Fault } from '../../fault.ts';
import { likeRedHat, withoutHostKeys } from '../../layouts.ts';

export const fault: Fault = {
  id: 'redhat-keygen-masked',
  title: 'the image was cleaned of its host keys, and the units that would make them are masked',
  releases: ['bookworm'],
  truth: { causes: ['hostkeys-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    likeRedHat(host);
    withoutHostKeys(host);
    for (const type of ['rsa', 'ecdsa', 'ed25519'])
      symlinkSync('/dev/null', `${host.root}/etc/systemd/system/sshd-keygen@${type}.service`);
  },
};
