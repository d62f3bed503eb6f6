import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'quiet-and-open-home',
  title: 'LogLevel QUIET: nothing is logged, and everybody may write to the home',
  releases: ['bookworm'],
  truth: { causes: ['home-perms-strictmodes'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('LogLevel QUIET\nPasswordAuthentication no\nKbdInteractiveAuthentication no'),
  breakIt: async (host) => {
    await host.exec('chmod 777 /home/alice');
  },
};
