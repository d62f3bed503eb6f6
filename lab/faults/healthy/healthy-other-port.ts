import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-other-port',
  title: 'sshd on port 2222, and the client knows',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-p', '2222', 'alice@web1'],
  prepare: (host) => host.sshd('Port 2222'),
};
