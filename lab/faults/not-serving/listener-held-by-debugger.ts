import type { Fault } from '../../fault.ts';

/** Attaches as gdb does, and never goes on. */
const hold = `$pid = shift; syscall(101, 16, $pid + 0, 0, 0) == 0 or die $!; waitpid($pid, 0); sleep 900`;

export const fault: Fault = {
  id: 'listener-held-by-debugger',
  title: 'somebody attached a debugger to the listener, and it stands still',
  releases: ['trixie'],
  truth: { causes: ['sshd-frozen'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    host.write('/root/hold.pl', hold);
    await host.start('perl /root/hold.pl $(cat /run/sshd.pid)');
    await host.exec(
      'timeout 20 sh -c \'until grep -q "^State:.t" /proc/$(cat /run/sshd.pid)/status; do sleep 0.1; done\'',
    );
  },
};
