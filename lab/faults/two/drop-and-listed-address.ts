import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'drop-and-listed-address',
  title: 'nft drops the port; AllowUsers lets her in from the address that she has',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.sshd('AllowUsers bob alice@10.71.1.*\nDenyUsers alice@192.0.2.*');
  },
  breakIt: async (host) => {
    await host.exec(
      `nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; add rule inet guard input tcp dport 22 drop'`,
    );
  },
};
