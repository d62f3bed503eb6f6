import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'match-exec-on-the-server',
  title: 'a drop-in has Match exec, which only the client knows',
  releases: ['trixie'],
  truth: { causes: ['sshd-config-error'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/ssh/sshd_config.d/10-quiet.conf', 'LogLevel QUIET\n');
    host.sshd('Match exec "test -e /etc/office"\n  PasswordAuthentication no');
  },
};
