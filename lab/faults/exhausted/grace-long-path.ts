import { putOnPath } from '../../device.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'grace-long-path',
  title: 'LoginGraceTime 3, and the path by satellite needs longer for all that a login says',
  releases: ['bullseye'],
  truth: { causes: ['login-grace-time'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('LoginGraceTime 3\nMaxAuthTries 2'),
  breakIt: (_host, net) => putOnPath(net, { delayMs: 300 }),
};
