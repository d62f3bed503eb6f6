import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'firewalld-panic',
  title: 'firewalld is in panic mode',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`systemctl start firewalld && firewall-cmd --panic-on`);
  },
};
