import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-plain',
  title: 'a host as Debian installs it',
  releases: ['bullseye', 'bookworm', 'trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
};
