import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'firewalld-rich-limit',
  title: 'a rich rule of firewalld admits two ssh connections an hour',
  releases: ['bookworm'],
  truth: {
    causes: ['firewall-rate-limit'],
    hidden: ['firewall-server', 'admin-prohibited'],
    stage: 'route',
    outcome: 'confirmed',
  },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec(`systemctl start firewalld
      firewall-cmd --remove-service=ssh; firewall-cmd --add-rich-rule='rule service name=ssh accept limit value=2/h'`);
    await net.client.attempt('for i in 1 2 3 4 5 6 7 8; do nc -w 1 -z 10.71.2.20 22; done');
  },
};
