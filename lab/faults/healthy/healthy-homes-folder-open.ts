import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-homes-folder-open',
  title: 'the folder that all homes lie in may be written by everybody, and sshd looks no higher than the home',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec('chmod 1777 /home');
  },
};
