import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-version-addendum',
  title: 'sshd adds words to its version line that others say when they refuse',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.sshd('VersionAddendum Exceeded MaxStartups, Not allowed at this time');
  },
};
