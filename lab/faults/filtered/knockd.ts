import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'knockd',
  title: 'knockd opens the port to those who knock',
  releases: ['bookworm'],
  truth: { causes: ['port-knock-expected'], hidden: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/default/knockd', 'START_KNOCKD=1\nKNOCKD_OPTS="-i eth0"\n'),
  breakIt: async (host) => {
    await host.exec('systemctl start knockd && until systemctl is-active knockd; do sleep 0.1; done');
    await host.exec('iptables -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT');
    await host.exec('iptables -A INPUT -p tcp --dport 22 -j DROP');
  },
};
