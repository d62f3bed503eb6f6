import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-root-read-only',
  title: 'the root file system is read-only, and logins need nothing of it',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec('mount -o remount,bind,ro /; ! touch /etc/x 2>/dev/null');
  },
};
