import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'server-container-net',
  title: 'a container network on the server has the net of the client',
  releases: ['bullseye'],
  truth: { causes: ['vpn-route-overlap'], hidden: ['return-route-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      'ip link add br-7c1e5d0a42b9 type bridge && ip address add 10.71.1.1/24 dev br-7c1e5d0a42b9 && ip link set br-7c1e5d0a42b9 up',
    );
  },
};
