import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'run-full-restart',
  title: '/run has no inode left, and sshd does not come back from a restart',
  releases: ['bullseye'],
  truth: { causes: ['sshd-not-running'], hidden: ['disk-full'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('systemctl stop ssh; mount -o remount,nr_inodes=2000 /run; mkdir /run/left');
    await host.exec('i=0; while (: > /run/left/$i) 2>/dev/null; do i=$((i+1)); done');
    await host.exec('! systemctl start ssh');
  },
};
