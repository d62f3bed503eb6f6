import type { Fault } from '../../fault.ts';
import { withoutSystemd } from '../../layouts.ts';

export const fault: Fault = {
  id: 'container-run-sshd-missing',
  title: 'a container whose entry point starts sshd, and nobody makes /run/sshd',
  releases: ['bookworm'],
  truth: { causes: ['run-sshd-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  entry: `/usr/sbin/sshd; exec sleep infinity`,
  prepare: (host) => {
    withoutSystemd(host);
  },
};
