import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-port-admin-prohibited',
  title: 'a router on the way prohibits the port and lets a ping pass',
  releases: ['bookworm'],
  truth: { causes: ['admin-prohibited'], hidden: ['firewall-network'], stage: 'route', outcome: 'confirmed' },
  // The message that comes in has the code, and only root may see it: connect(2) tells no more than for a host that is not found.
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.router.exec(
      `nft 'add table inet guard; add chain inet guard forward { type filter hook forward priority 0; }; add rule inet guard forward tcp dport 22 reject with icmpx type admin-prohibited'`,
    );
  },
};
