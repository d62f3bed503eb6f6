import type { Fault } from '../../fault.ts';

const top = '/sys/fs/cgroup/pids';

export const fault: Fault = {
  id: 'slice-tasks-max',
  title: 'sshd shares a slice with a job that never reaps, and the slice admits no more processes',
  releases: ['bookworm'],
  truth: { causes: ['process-limit'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`set -e; top=${top}; [ -d $top ] || top=/sys/fs/cgroup
mount -o remount,bind,rw $top
mkdir $top/shared.slice $top/shared.slice/ssh.service $top/shared.slice/job.service
[ $top = ${top} ] || echo +pids > $top/shared.slice/cgroup.subtree_control
for i in $(seq 20); do setsid sleep 900 >/dev/null 2>&1 </dev/null & echo $! > $top/shared.slice/job.service/cgroup.procs; done
cat /run/sshd.pid > $top/shared.slice/ssh.service/cgroup.procs
echo 21 > $top/shared.slice/pids.max`);
  },
};
