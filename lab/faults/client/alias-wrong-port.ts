import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'alias-wrong-port',
  title: 'the alias has a port of the time before the server moved back to 22',
  releases: ['bookworm'],
  truth: { causes: ['wrong-host-or-port'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  breakIt: async (_host, { person }) => person.write('.ssh/config', 'Host web1\n  Port 2200\n'),
};
