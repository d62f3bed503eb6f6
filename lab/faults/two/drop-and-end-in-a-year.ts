import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'drop-and-end-in-a-year',
  title: 'nft drops the port; the account ends in ten years, and the password is soon to be changed',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      `chage -E $(date -d '+10 years' +%F) -M 9 -W 20 alice; nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; add rule inet guard input tcp dport 22 drop'`,
    );
  },
};
