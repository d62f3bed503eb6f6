import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-disk-full',
  title: '/tmp, /var/log and /home have no room left, and logins do not need it',
  releases: ['bullseye', 'trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec(
      'cp -a /home/alice /root/alice; for at in /tmp /var/log /home; do \
mount -t tmpfs -o size=64k,mode=755 tmpfs $at; done; cp -a /root/alice /home; \
for at in /tmp /var/log /home; do cat /dev/zero > $at/zero || true; done',
    );
  },
};
