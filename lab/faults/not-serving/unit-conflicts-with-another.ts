import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-conflicts-with-another',
  title: 'a unit for maintenance conflicts with ssh.service, and somebody has started it',
  releases: ['trixie'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write(
      '/etc/systemd/system/maintenance.service',
      '[Unit]\nConflicts=ssh.service\n[Service]\nExecStart=/bin/sleep infinity\n',
    );
    host.write('/etc/hosts.deny', 'vsftpd: ALL\nsshd: 203.0.113.0/24\n');
  },
  breakIt: async (host) => {
    await host.exec(
      `systemctl start maintenance; timeout 20 sh -c 'while systemctl is-active ssh; do sleep 0.1; done'`,
    );
  },
};
