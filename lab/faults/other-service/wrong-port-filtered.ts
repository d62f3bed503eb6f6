import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'wrong-port-filtered',
  title: 'the client dials a port that nobody opened',
  releases: ['bookworm'],
  truth: { causes: ['wrong-host-or-port'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-p', '2222', 'alice@web1'],
  family: 6,
  breakIt: async (host) => {
    await host.exec('ufw allow 22/tcp && ufw --force enable');
  },
};
