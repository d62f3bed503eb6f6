import type { Fault } from '../../fault.ts';
import { limitSshd } from '../../limits.ts';

export const fault: Fault = {
  id: 'healthy-slow-processor',
  title: 'sshd gets a twentieth of a processor: slow, and it works',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  family: 6,
  breakIt: (host) => limitSshd(host, { cpuMs: 50 }),
};
