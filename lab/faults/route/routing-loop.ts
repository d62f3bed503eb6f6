import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'routing-loop',
  title: 'two routers of the way send the packets to each other until they are too old',
  releases: ['bookworm'],
  truth: { causes: ['host-unreachable'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  jump: true,
  breakIt: async (_host, { namespaces, router }) => {
    await router.exec(`ip netns exec ${namespaces.jump} sysctl -qw net.ipv4.ip_forward=1`);
    await router.exec('ip route add 10.71.2.20/32 via 10.71.3.30');
  },
};
