import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'fds-none-to-accept',
  title: 'sshd has no file descriptor left to accept a connection with',
  releases: ['bookworm'],
  truth: { causes: ['fd-exhausted'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('p=$(cat /run/sshd.pid); prlimit --pid $p --nofile=$(ls /proc/$p/fd | wc -l)');
  },
};
