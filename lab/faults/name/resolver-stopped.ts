import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'resolver-stopped',
  title: 'nothing listens at the name server',
  releases: ['bullseye'],
  truth: { causes: ['name-resolver-failed'], stage: 'name', outcome: 'confirmed' },
  clientSettles: true,
  told: /Temporary failure in name resolution/,
  breakIt: async (_host, net) => {
    net.names([]);
  },
};
