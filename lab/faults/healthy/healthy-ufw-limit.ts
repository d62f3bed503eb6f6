import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-ufw-limit',
  title: 'ufw, which admits and limits ssh',
  releases: ['bullseye'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec('ufw limit 22/tcp && ufw --force enable');
  },
};
