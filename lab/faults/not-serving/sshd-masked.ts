import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-masked',
  title: 'systemctl mask, then stop',
  releases: ['trixie'],
  truth: { causes: ['sshd-masked'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`systemctl mask ssh && systemctl stop ssh`);
  },
};
