import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-compression',
  title: 'the client wants compression',
  releases: ['bullseye'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-o', 'Compression=yes', '-o', 'RekeyLimit=16K', 'alice@web1'],
};
