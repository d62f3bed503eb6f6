import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'stopped-and-another-expired',
  title: 'sshd is stopped; it is the account of bob that has ended',
  releases: ['trixie'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`useradd -m -e 2020-01-01 bob; usermod -L bob; systemctl stop ssh`);
  },
};
