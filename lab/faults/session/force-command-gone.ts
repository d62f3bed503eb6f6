import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'force-command-gone',
  title: 'ForceCommand names a program that is not there',
  releases: ['bookworm'],
  truth: { causes: ['force-command'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('Match User alice\n  ForceCommand /usr/local/bin/gate --log'),
};
