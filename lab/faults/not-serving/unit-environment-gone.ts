import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-environment-gone',
  title: 'the unit wants a file of variables that is not there',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/systemd/system/ssh.service.d/env.conf', '[Service]\nEnvironmentFile=/etc/default/sshd-extra\n');
  },
};
