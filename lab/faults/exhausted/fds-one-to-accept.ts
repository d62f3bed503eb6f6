import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'fds-one-to-accept',
  title: 'sshd has one file descriptor left: it accepts, and has none for its own pipe',
  releases: ['bullseye', 'trixie'],
  truth: { causes: ['fd-exhausted'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  breakIt: async (host) => {
    await host.exec('p=$(cat /run/sshd.pid); prlimit --pid $p --nofile=$(($(ls /proc/$p/fd | wc -l) + 1))');
  },
};
