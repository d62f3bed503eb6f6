import type { Fault } from '../../fault.ts';
import { longBlocklist } from '../../services.ts';

export const fault: Fault = {
  id: 'drop-behind-long-list',
  title: 'a rule of the server drops ssh, and beside it stands a list of 12,000 others',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await longBlocklist(host, []);
    await host.exec(
      `nft 'add table inet own; add chain inet own input { type filter hook input priority 0; }; add rule inet own input tcp dport 22 drop'`,
    );
  },
};
