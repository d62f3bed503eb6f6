import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'address-on-loopback-strong-host',
  title: 'the address of the service is on lo, and a rule drops what comes to an address of another card',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await net.router.exec('ip route add 10.71.2.20/32 via 10.71.2.21');
    await host.exec(`ip address add 10.71.2.21/24 dev eth0 && ip address del 10.71.2.20/24 dev eth0
      ip address add 10.71.2.20/32 dev lo; ip address show dev eth0 | grep -q 10.71.2.21 || ip address add 10.71.2.21/24 dev eth0
      ip route replace default via 10.71.2.1 dev eth0
      nft 'add table ip strong; add chain ip strong early { type filter hook prerouting priority -150; }; add rule ip strong early iifname eth0 fib daddr . iif type != { local, broadcast, multicast } counter drop'`);
  },
};
