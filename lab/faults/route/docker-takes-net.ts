import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'docker-takes-net',
  title: 'a container bridge of the client has the net of the server',
  releases: ['bookworm'],
  truth: { causes: ['vpn-route-overlap'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.client.exec(
      'ip link add docker0 type bridge && ip address add 10.71.2.1/24 dev docker0 && ip link set docker0 up',
    );
  },
};
