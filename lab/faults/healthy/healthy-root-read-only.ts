import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-root-read-only',
  title: '/etc, /var and /home are read-only, and logins need nothing of it',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec(
      'for d in etc home var; do mount --bind /$d /$d && mount -o remount,bind,ro /$d || exit 1; done; ! touch /etc/x 2>/dev/null',
    );
  },
};
