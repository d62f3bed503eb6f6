import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-frozen-by-backup',
  title: 'a backup froze the control group of sshd, and never thawed it',
  releases: ['bookworm'],
  truth: { causes: ['sshd-frozen'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    // systemctl freeze wants the layout of version 2.
    await host.exec(`set -e; if [ -d /sys/fs/cgroup/freezer ]; then
  mount -o remount,bind,rw /sys/fs/cgroup/freezer; mkdir /sys/fs/cgroup/freezer/backup
  cat /run/sshd.pid > /sys/fs/cgroup/freezer/backup/cgroup.procs
  echo FROZEN > /sys/fs/cgroup/freezer/backup/freezer.state
else systemctl freeze ssh; fi`);
  },
};
