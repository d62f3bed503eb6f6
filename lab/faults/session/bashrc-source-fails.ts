import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'bashrc-source-fails',
  title: '.bashrc reads a file of a tool that was removed, and ends where that fails',
  releases: ['bookworm'],
  truth: { causes: ['shell-exits'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) =>
    host.write('/home/alice/.bashrc', 'export EDITOR=vi\n. /opt/sdk/env.sh || exit 1\nalias ll="ls -l"\n'),
};
