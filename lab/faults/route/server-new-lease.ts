import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'server-new-lease',
  title: 'DHCP gave the server another address, and the name still has the old one',
  releases: ['bookworm'],
  truth: { causes: ['host-unreachable'], hidden: ['name-wrong-address'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (host, net) => {
    await host.exec(`ip -4 address flush dev eth0
      ip address add 10.71.2.121/24 dev eth0
      ip route replace default via 10.71.2.1 dev eth0`);
    await net.router.exec('ip neigh flush all');
  },
};
