import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-root-read-only',
  title: 'the root file system is read-only since a disk error, and logins do not need more',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      `for d in /home /etc /usr /var/lib; do mount --bind $d $d; mount -o remount,bind,ro $d; done; ! touch /home/x 2>/dev/null`,
    );
  },
};
