import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-two-execstart',
  title: 'a drop-in adds a second ExecStart to the unit',
  releases: ['trixie'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/systemd/system/ssh.service.d/debug.conf', '[Service]\nExecStart=/usr/sbin/sshd -D -d\n');
  },
};
