import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'zone-drop-and-other-group',
  title: 'firewalld has the zone drop, and AllowGroups names a group that she is not in',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], hidden: ['sshd-policy-denies-user'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.sshd('AllowGroups ssh-users wheel');
  },
  breakIt: async (host) => {
    await host.exec(`groupadd ssh-users; systemctl start firewalld && firewall-cmd --set-default-zone=drop`);
  },
};
