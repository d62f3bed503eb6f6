import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'arp-off',
  title: 'the interface of the server answers no ARP',
  releases: ['trixie'],
  truth: { causes: ['host-unreachable'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  told: /No route to host/,
  breakIt: async (host, net) => {
    await host.exec(`ip link set dev $(ip -o route get 10.71.1.10 | sed 's/.* dev \\([^ ]*\\).*/\\1/') arp off`);
    await net.router.exec('ip neigh flush all');
  },
};
