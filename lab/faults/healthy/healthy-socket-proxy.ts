import type { Fault } from '../../fault.ts';
import { listens } from '../../services.ts';

export const fault: Fault = {
  id: 'healthy-socket-proxy',
  title: 'systemd-socket-proxyd has the port, and leads to sshd',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => {
    host.sshd('Port 2222\nListenAddress 127.0.0.1');
    host.write('/etc/systemd/system/front.socket', '[Socket]\nListenStream=22\n');
    host.write(
      '/etc/systemd/system/front.service',
      '[Service]\nExecStart=/usr/lib/systemd/systemd-socket-proxyd 127.0.0.1:2222\n',
    );
  },
  breakIt: async (host) => {
    await host.exec('systemctl start front.socket');
    await listens(host, 22);
  },
};
