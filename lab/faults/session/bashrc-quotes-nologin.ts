import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'bashrc-quotes-nologin',
  title: '.bashrc says that the account is not available, and ends: a colleague shut it by hand',
  releases: ['bookworm'],
  truth: { causes: ['shell-exits'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.write('/home/alice/.bashrc', 'echo "This account is currently not available." >&2\nexit 1\n'),
};
