import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-bad-line-drop-in',
  title: 'a line nobody knows in a drop-in, then a restart',
  releases: ['bookworm', 'bullseye'],
  truth: { causes: ['sshd-config-error'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    host.sshd('PermitRootLogins no');
    await host.attempt('systemctl restart ssh');
  },
};
