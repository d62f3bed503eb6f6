import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'journal-stands-still',
  title: 'the journal is stopped and its socket full: sshd waits with the line that it wants to write',
  releases: ['bookworm'],
  truth: { causes: ['sshd-frozen'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`kill -STOP $(systemctl show -P MainPID systemd-journald)
timeout 3 sh -c 'while logger -p auth.info filler; do :; done'; true`);
  },
};
