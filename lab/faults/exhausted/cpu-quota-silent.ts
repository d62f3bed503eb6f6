import type { Fault } from '../../fault.ts';
import { limitSshd } from '../../limits.ts';

export const fault: Fault = {
  id: 'cpu-quota-silent',
  title: 'sshd gets a thousandth of a processor: its version line comes too late',
  releases: ['bullseye'],
  truth: { causes: ['system-overloaded'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: (host) => limitSshd(host, { cpuMs: 1, busy: true }),
};
