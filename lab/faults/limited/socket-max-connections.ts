import type { Fault } from '../../fault.ts';
import { listening } from '../../layouts.ts';

export const fault: Fault = {
  id: 'socket-max-connections',
  title: 'ssh.socket starts a server for each connection, and admits one at a time',
  releases: ['bookworm'],
  truth: { causes: ['socket-connection-limit'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/systemd/system/ssh.socket', '[Socket]\nListenStream=22\nAccept=yes\nMaxConnections=1\n');
    host.write(
      '/etc/systemd/system/ssh@.service',
      '[Service]\nExecStart=-/usr/sbin/sshd -i\nStandardInput=socket\nRuntimeDirectory=sshd\nRuntimeDirectoryPreserve=yes\n',
    );
  },
  breakIt: async (host, net) => {
    await host.exec(`systemctl disable --now ssh; systemctl start ssh.socket; ${listening}`);
    await net.router.start('sleep 300 | nc 10.71.2.20 22');
    await host.exec('until [ -n "$(ss -Htn state established sport = 22)" ]; do sleep 0.1; done');
  },
};
