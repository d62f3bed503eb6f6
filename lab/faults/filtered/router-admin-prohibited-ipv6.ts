import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-admin-prohibited-ipv6',
  title: 'a router on the way answers over IPv6: administratively prohibited',
  releases: ['trixie'],
  truth: { causes: ['admin-prohibited'], hidden: ['firewall-network'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  told: /port 22: Permission denied/,
  family: 6,
  breakIt: async (_host, net) => {
    await net.router.exec(
      `nft 'add table inet guard; add chain inet guard forward { type filter hook forward priority 0; }; add rule inet guard forward tcp dport 22 reject with icmpx type admin-prohibited'`,
    );
  },
};
