import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'host-off-silent-router',
  title: 'the host is off, and the router does not tell',
  releases: ['bookworm'],
  truth: { causes: ['host-down'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await net.router.exec(`nft 'add table inet mute; add chain inet mute output { type filter hook output priority 0; }; \\
add rule inet mute output icmp type destination-unreachable drop'`);
    await host.exec('ip link set eth0 down');
  },
};
