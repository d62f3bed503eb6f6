import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pts-not-mounted',
  title: 'the file system of the pseudo-terminals is not mounted',
  releases: ['bookworm'],
  truth: { causes: ['pty-unavailable'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'RequestTTY=force', 'alice@web1'],
  told: /PTY allocation request failed/,
  breakIt: async (host) => {
    await host.exec('umount -l /dev/pts');
  },
};
