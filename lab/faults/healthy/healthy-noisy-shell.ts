import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-noisy-shell',
  title: 'a long message of the day, and a .bashrc that talks on standard error',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => {
    host.write('/etc/motd', 'Connection closed for maintenance on Sunday. Permission denied to guests.\n'.repeat(80));
    host.write('/home/alice/.bashrc', 'echo "warning: could not load the theme" >&2\ncat /etc/motd >&2\n');
  },
};
