import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'run-full-restart',
  title: '/run is full, and sshd does not come back from a restart',
  releases: ['bullseye'],
  truth: { causes: ['sshd-not-running'], hidden: ['disk-full'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('mount -o remount,size=1m /run; cat /dev/zero > /run/core || true');
    await host.exec('systemctl restart ssh || true; [ -z "$(ss -Hltn sport = 22)" ]');
  },
};
