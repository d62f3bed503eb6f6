import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'mtu-ipv6-black-hole',
  title: '1280 bytes over IPv6, and Packet Too Big is filtered',
  releases: ['trixie'],
  truth: { causes: ['mtu'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  family: 6,
  breakIt: async (_host, net) => {
    await net.router.exec(`
      ip link set leg2 mtu 1280
      nft 'add table ip6 guard; add chain ip6 guard output { type filter hook output priority 0; }; add rule ip6 guard output icmpv6 type packet-too-big drop'`);
  },
};
