import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nproc-used-up',
  title: 'nproc is as low as what the user already runs',
  releases: ['bullseye'],
  truth: { causes: ['session-limit'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`echo 'alice hard nproc 1' >> /etc/security/limits.conf`);
  },
};
