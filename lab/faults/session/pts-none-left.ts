import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pts-none-left',
  title: 'the file system of the pseudo-terminals admits one, and somebody has it',
  releases: ['bookworm'],
  truth: { causes: ['pty-unavailable'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  told: /PTY allocation request failed/,
  target: ['-o', 'RequestTTY=force', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec('mount -o remount,max=1 /dev/pts');
    await host.start('socat PTY,link=/run/console-of-backup,wait-slave PIPE');
    await host.exec("timeout 10 sh -c 'until [ -e /dev/pts/0 ]; do sleep 0.1; done'");
  },
};
