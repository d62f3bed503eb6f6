import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-frozen-by-backup',
  title: 'a backup froze the control group of sshd, and never thawed it',
  releases: ['bookworm'],
  truth: { causes: ['sshd-frozen'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    // systemctl freeze wants the layout of version 2.
    await host.exec(`set -e; top=/sys/fs/cgroup/freezer; if [ -d $top ]; then
  at=$top$(grep :freezer: /proc/self/cgroup /proc/1/cgroup | cut -d: -f4 | tail -n 1)
  mount -o remount,bind,rw $top; mkdir $at/backup
  cat /run/sshd.pid > $at/backup/cgroup.procs; echo FROZEN > $at/backup/freezer.state
else systemctl freeze ssh; fi`);
  },
};
