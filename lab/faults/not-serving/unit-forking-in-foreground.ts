import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-forking-in-foreground',
  title: 'the unit waits for sshd to go to the background, which -D forbids, and gives up',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write(
      '/etc/systemd/system/ssh.service.d/type.conf',
      '[Service]\nType=forking\nTimeoutStartSec=2\nRestart=no\n',
    );
  },
};
