import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-fib-strong-host',
  title:
    'the address of the service lies on a bridge, and a rule lets in only what comes by the card that has the address',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`set -e; ip link add vip type bridge; ip link set vip up
ip address del 10.71.2.20/24 dev eth0; ip address add 10.71.2.21/24 dev eth0; ip address add 10.71.2.20/32 dev vip
ip route replace default via 10.71.2.1`);
    await host.exec(`nft 'add table inet raw; add chain inet raw pre { type filter hook prerouting priority -300; }; \\
add rule inet raw pre fib daddr . iif type != { local, broadcast, multicast } drop'`);
  },
};
