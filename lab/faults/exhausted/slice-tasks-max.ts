import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'slice-tasks-max',
  title: 'all services together may have no more processes than they have',
  releases: ['bookworm'],
  truth: { causes: ['process-limit'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`n=0; for f in $(find /sys/fs/cgroup -path '*system.slice/*' -name cgroup.procs); do
n=$((n + $(cat $f 2>/dev/null | wc -l))); done
max=$(systemctl show -p TasksCurrent --value system.slice); case $max in *[!0-9]*) max=$n;; esac
mkdir -p /etc/systemd/system/system.slice.d
printf '[Slice]\\nTasksMax=%s\\n' $max > /etc/systemd/system/system.slice.d/limit.conf
systemctl daemon-reload`);
  },
};
