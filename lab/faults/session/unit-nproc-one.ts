import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-nproc-one',
  title: 'LimitNPROC=1 in a drop-in of ssh.service: sshd runs as root and starts, and no account gets a shell',
  releases: ['trixie'],
  truth: { causes: ['process-limit'], hidden: ['session-limit'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.write('/etc/systemd/system/ssh.service.d/limits.conf', '[Service]\nLimitNPROC=1\n'),
};
