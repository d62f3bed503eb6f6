import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'firewalld-zone-drop',
  title: 'firewalld on the server has the zone drop',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`systemctl start firewalld && firewall-cmd --set-default-zone=drop`);
  },
};
