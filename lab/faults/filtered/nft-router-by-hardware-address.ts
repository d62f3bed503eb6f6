import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-router-by-hardware-address',
  title: 'the server takes packets from the hardware address of the router alone, and the router was replaced',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; \\
add rule inet guard input meta l4proto tcp iifname eth0 ether saddr != 52:54:00:12:34:56 tcp dport 22 reject with tcp reset'`);
  },
};
