import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'emergency-fstab',
  title: 'a mount of /etc/fstab has a wrong option: the boot ends in emergency mode',
  releases: ['bookworm'],
  truth: { causes: ['boot-emergency-mode'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/fstab', 'tmpfs /srv tmpfs size=lots 0 0\n'),
  breakIt: async (host) => {
    await host.exec('systemctl is-active emergency.target');
  },
};
