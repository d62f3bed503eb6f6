import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'data-segment-limit',
  title: 'a watchdog has set a limit of memory on sshd, and what it starts for a connection gets none',
  releases: ['bookworm'],
  truth: { causes: ['oom'], hidden: ['sshd-upgrade-mismatch'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  breakIt: async (host) => {
    await host.exec('prlimit --pid $(cat /run/sshd.pid) --data=120000');
  },
};
