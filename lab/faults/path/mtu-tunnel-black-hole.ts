import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'mtu-tunnel-black-hole',
  title: 'a tunnel of 1400 bytes on the way, and the router keeps quiet about it',
  releases: ['bookworm'],
  truth: { causes: ['mtu'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await net.router.exec(`
      ip link set leg2 mtu 1400
      nft 'add table ip guard; add chain ip guard output { type filter hook output priority 0; }; add rule ip guard output icmp type destination-unreachable drop'`);
  },
};
