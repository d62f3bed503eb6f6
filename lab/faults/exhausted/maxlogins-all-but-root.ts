import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'maxlogins-all-but-root',
  title: 'limits.conf lets nobody but root log in',
  releases: ['trixie'],
  truth: { causes: ['session-limit'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  family: 6,
  told: /too many logins/i,
  prepare: (host) => host.write('/etc/security/limits.conf', '* hard maxlogins 0\nroot hard maxlogins 10\n'),
};
