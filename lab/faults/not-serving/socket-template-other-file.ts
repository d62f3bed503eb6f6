import type { Fault } from '../../fault.ts';
import { listens } from '../../services.ts';

export const fault: Fault = {
  id: 'socket-template-other-file',
  title:
    'ssh.socket starts a server for each connection, and a drop-in of the template names a configuration that is gone',
  releases: ['bullseye'],
  truth: { causes: ['sshd-config-error'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write(
      '/etc/systemd/system/ssh@.service.d/file.conf',
      '[Service]\nExecStart=\nExecStart=-/usr/sbin/sshd -i -f /etc/ssh/sshd_config.hardened\n',
    );
  },
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh.service; systemctl enable --now ssh.socket');
    await listens(host, 22);
  },
};
