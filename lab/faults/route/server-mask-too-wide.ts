import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'server-mask-too-wide',
  title: 'the server takes the network of the client for its own: its mask is too wide',
  releases: ['bookworm'],
  truth: { causes: ['return-route-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`dev=$(ip -o route get 10.71.1.10 | sed 's/.* dev \\([^ ]*\\).*/\\1/'); ip addr add 10.71.2.20/16 dev $dev && ip addr del 10.71.2.20/24 dev $dev; \\
ip route replace default via 10.71.2.1 dev $dev; ip neigh flush all`);
  },
};
