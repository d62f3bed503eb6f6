import { chmodSync } from 'node:fs';
import type { Fault } from '../../fault.ts';
import { sshdAgain, withoutSystemd } from '../../layouts.ts';

export const fault: Fault = {
  id: 'container-hostkeys-of-volume',
  title: 'a container whose host keys come from a volume where all files are 0777',
  releases: ['bookworm'],
  truth: { causes: ['hostkeys-perms'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  entry: sshdAgain,
  prepare: (host) => {
    withoutSystemd(host);
    for (const k of ['rsa', 'ecdsa', 'ed25519']) chmodSync(`${host.root}/etc/ssh/ssh_host_${k}_key`, 0o777);
  },
};
