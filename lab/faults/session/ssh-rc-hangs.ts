import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ssh-rc-hangs',
  title: '.ssh/rc of the account waits for a mount that does not come',
  releases: ['bookworm'],
  truth: { causes: ['startup-hangs'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    host.write('/home/alice/.ssh/rc', 'while ! [ -e /mnt/data/ready ]; do sleep 1; done\n');
    await host.exec('chown alice /home/alice/.ssh/rc');
  },
};
