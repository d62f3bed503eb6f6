import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'default-of-a-dead-wifi',
  title: 'the client has a second default route of better rank, and its router does not answer',
  releases: ['trixie'],
  truth: { causes: ['host-unreachable'], hidden: ['route-missing'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, { client }) => {
    // A pair of cards, so that the link is up.
    await client.exec(`ip link add wlan0 type veth peer name far0; ip link set far0 up; ip link set wlan0 up
      ip address add 192.168.7.10/24 dev wlan0
      ip route del default; ip route add default via 10.71.1.1 metric 600
      ip route add default via 192.168.7.1 metric 50`);
  },
};
