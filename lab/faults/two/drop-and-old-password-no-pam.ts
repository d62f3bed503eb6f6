import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'drop-and-old-password-no-pam',
  title: 'nft drops the port; the password is to be changed, and sshd takes the key without PAM',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.sshd('UsePAM no');
  },
  breakIt: async (host) => {
    await host.exec(
      `chage -d 0 alice; nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; add rule inet guard input tcp dport 22 drop'`,
    );
  },
};
