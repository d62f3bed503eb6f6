import type { Fault } from '../../fault.ts';
import { listens } from '../../services.ts';

export const fault: Fault = {
  id: 'healthy-socket-activated',
  title: 'ssh.socket starts a server for each connection',
  releases: ['bookworm', 'trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh.service; systemctl enable --now ssh.socket');
    await listens(host, 22);
  },
};
