import type { Host } from './host.ts';

/** What the unit of sshd may have; each is a setting of systemd.resource-control(5). */
export interface Limits {
  readonly tasks?: number;
  readonly bytes?: number;
  /** Milliseconds of one processor in each second. */
  readonly cpuMs?: number;
  /** Three busy loops share them: a fast processor gets through much in a millisecond. */
  readonly busy?: boolean;
}

/** Limits the sshd that runs: as TasksMax=, MemoryMax= and CPUQuota= of its unit do. */
export async function limitSshd(host: Host, { tasks, bytes, cpuMs, busy = false }: Limits): Promise<void> {
  const properties = [
    ...(tasks === undefined ? [] : [`TasksMax=${tasks}`]),
    ...(bytes === undefined ? [] : [`MemoryMax=${bytes}`]),
    ...(cpuMs === undefined ? [] : [`CPUQuota=${cpuMs / 10}%`, 'CPUQuotaPeriodSec=1s']),
  ];
  const groups = [
    ...(tasks === undefined ? [] : [group('pids', [`${tasks} > pids.max`])]),
    ...(bytes === undefined ? [] : [group('memory', [`${bytes} > memory.limit_in_bytes`])]),
    ...(cpuMs === undefined
      ? []
      : [group('cpu', ['1000000 > cpu.cfs_period_us', `${cpuMs * 1000} > cpu.cfs_quota_us`])]),
  ];
  const set = `systemctl set-property --runtime ssh.service ${properties.join(' ')}`;
  // In a container on a machine of the old layout systemd may not set them: its groups are made by hand.
  await host.exec(`set -e; if [ -e /sys/fs/cgroup/cgroup.controllers ]; then ${set}; else ${groups.join('; ')}; fi`);
  if (busy) await host.exec(beside);
}

const beside = `pid=$(cat /run/sshd.pid); group=/sys/fs/cgroup/cpu/ssh
[ -d $group ] || group=/sys/fs/cgroup$(cut -d: -f3 /proc/$pid/cgroup)
for i in 1 2 3; do setsid sh -c 'echo $$ > $0/cgroup.procs && while :; do :; done' $group >/dev/null 2>&1 </dev/null & done`;

function group(tree: string, values: readonly string[]): string {
  const top = `/sys/fs/cgroup/${tree}`;
  return [
    `mount -o remount,bind,rw ${top}`,
    `mkdir ${top}/ssh`,
    ...values.map((value) => `echo ${value.replace('> ', `> ${top}/ssh/`)}`),
    `cat /run/sshd.pid > ${top}/ssh/cgroup.procs`,
  ].join('; ');
}
