import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'drop-and-unread-notice',
  title: 'nft drops the port; /etc/nologin is there, and PAM no longer reads it',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write('/etc/nologin', 'Back at noon.\n');
  },
  breakIt: async (host) => {
    await host.exec(
      `sed -i /pam_nologin/d /etc/pam.d/sshd; nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; add rule inet guard input tcp dport 22 drop'`,
    );
  },
};
