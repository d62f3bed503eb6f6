import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'emergency-fstab',
  title: 'a disk of /etc/fstab is gone: the boot ends in emergency mode',
  releases: ['bookworm'],
  truth: { causes: ['boot-emergency-mode'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/fstab', '/dev/lab-disk /srv ext4 defaults 0 2\n'),
  breakIt: async (host) => {
    await host.exec('systemctl is-active emergency.target');
  },
};
