import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'route-source-of-a-vpn',
  title: 'the default route of the client names the address of a VPN as its source, to which there is no way back',
  releases: ['bookworm'],
  truth: { causes: ['return-route-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, { client }) => {
    await client.exec('ip address add 10.8.0.6/32 dev lo; ip route replace default via 10.71.1.1 src 10.8.0.6');
  },
};
