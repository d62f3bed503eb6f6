import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ipv6-address-found-double',
  title: 'at the restart of the network a clone still had the IPv6 address, so the server does not use it',
  releases: ['trixie'],
  truth: { causes: ['duplicate-ip'], hidden: ['host-unreachable'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  breakIt: async (host, net) => {
    await net.router.exec('ip address add 2001:db8:71:2::20/64 dev leg2 nodad');
    await host.exec(`set -e; ip -6 address del 2001:db8:71:2::20/64 dev eth0; ip -6 address add 2001:db8:71:2::20/64 dev eth0
timeout 10 sh -c 'until ip -6 address show dev eth0 | grep -q dadfailed; do sleep 0.1; done'`);
    await net.router.exec('ip address del 2001:db8:71:2::20/64 dev leg2');
  },
};
