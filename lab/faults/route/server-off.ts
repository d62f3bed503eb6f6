import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'server-off',
  title: 'the server is off, and the router has its hardware address fixed',
  releases: ['trixie'],
  truth: { causes: ['host-down'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await net.router.exec('ping -c 1 10.71.2.20 && ip neigh change 10.71.2.20 nud permanent dev leg2');
    await host.exec('ip link set eth0 down');
  },
};
