import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-timestamps-dropped',
  title:
    'nftables on the server drops what opens a connection with a TCP timestamp, as a guide against uptime guesses says',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `nft 'add table inet f; add chain inet f input { type filter hook input priority 0; }; add rule inet f input tcp flags & (syn | ack) == syn tcp option timestamp exists drop; add rule inet f input tcp dport 22 accept'`,
    );
  },
};
