import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-long-packets',
  title: 'a rule against a flood of large packets drops all that are longer than 600 bytes',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], hidden: ['mtu'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; \\
add rule inet guard input meta l4proto tcp meta length > 600 drop'`);
  },
};
