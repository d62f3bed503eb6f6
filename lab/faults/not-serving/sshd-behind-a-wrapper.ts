import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-behind-a-wrapper',
  title: 'a wrapper script stands in the place of sshd, and the program that it calls was removed',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], hidden: ['sshd-not-installed'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/usr/sbin/sshd', '#!/bin/sh\numask 027\nexec /usr/sbin/sshd.distrib "$@"\n', 0o755);
  },
};
