import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-admin-prohibited',
  title: 'a router on the way answers: administratively prohibited',
  releases: ['trixie'],
  truth: { causes: ['admin-prohibited'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await net.router.exec(
      `nft 'add table inet guard; add chain inet guard forward { type filter hook forward priority 0; }; add rule inet guard forward ip daddr 10.71.2.20 reject with icmp type admin-prohibited'`,
    );
  },
};
