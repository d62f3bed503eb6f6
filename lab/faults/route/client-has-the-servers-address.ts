import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'client-has-the-servers-address',
  title: 'the client still has the address of the server on its own loopback card, from a test with a clone of it',
  releases: ['trixie'],
  truth: { causes: ['duplicate-ip'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, { client }) => {
    await client.exec('ip address add 10.71.2.20/32 dev lo');
  },
};
