import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'reset-and-module-gone',
  title: 'iptables resets the connection, and PAM wants a module that is not installed',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], hidden: ['pam-misconfig'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `iptables -A INPUT -p tcp --dport 22 -j REJECT --reject-with tcp-reset; sed -i '1i account required pam_sss.so' /etc/pam.d/sshd`,
    );
  },
};
