import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-verdict-map-drop',
  title: 'nftables on the server looks the verdict up in a map',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; add map inet guard ports { type inet_service : verdict; elements = { 22 : drop, 80 : accept, 443 : accept }; }; add rule inet guard input tcp dport vmap @ports'`,
    );
  },
};
