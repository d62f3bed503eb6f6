import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'container-pids-limit',
  title: 'the container that the host is may have so many processes, and a job has taken them all',
  releases: ['bullseye'],
  truth: { causes: ['process-limit'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  prepare: (host) => host.sshd('MaxStartups 20:50:40'),
  breakIt: async (host) => {
    await host.exec(`set -e; top=/sys/fs/cgroup/pids; [ -d $top ] || top=/sys/fs/cgroup
mount -o remount,bind,rw $top
p=$(cat /run/sshd.pid); own=$(grep -E '^[0-9]+:(pids)?:' /proc/$p/cgroup | cut -d: -f3 | head -n 1); at=$top$own
while [ ! -e $at/pids.max ] || [ "\${at%/*}" != $top -a "$at" != $top -a -e "\${at%/*}/pids.max" ]; do at=\${at%/*}; done
for i in $(seq 30); do setsid sleep 900 >/dev/null 2>&1 </dev/null & echo $! > $at/cgroup.procs 2>/dev/null || true; done
cat $at/pids.current > $at/pids.max`);
  },
};
