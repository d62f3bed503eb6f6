import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-banner-missing',
  title: 'Banner names a file that is not there',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => host.sshd('Banner /etc/issue.missing'),
};
