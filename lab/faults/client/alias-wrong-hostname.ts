import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'alias-wrong-hostname',
  title: 'the alias leads to an address that nobody has',
  releases: ['trixie'],
  truth: { causes: ['host-unreachable'], hidden: ['wrong-host-or-port'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, { person }) => person.write('.ssh/config', 'Host web1\n  HostName 10.71.2.21\n'),
};
