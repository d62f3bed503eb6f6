import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'rich-rule-and-denyusers',
  title: 'firewalld drops the network of the client by a rich rule, and DenyUsers names her',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], hidden: ['sshd-policy-denies-user'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('DenyUsers alice'),
  breakIt: async (host) => {
    await host.exec(`systemctl start firewalld
      firewall-cmd --add-rich-rule='rule family=ipv4 source address=10.71.1.0/24 drop'`);
  },
};
