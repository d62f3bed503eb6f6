import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'firewalld-without-ssh',
  title: 'firewalld on the server no longer has the service ssh',
  releases: ['trixie'],
  truth: { causes: ['admin-prohibited'], hidden: ['firewall-server'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `systemctl start firewalld && firewall-cmd --permanent --remove-service=ssh && firewall-cmd --reload`,
    );
  },
};
