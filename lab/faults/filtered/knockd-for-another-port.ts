import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'knockd-for-another-port',
  title: 'a knock daemon guards port 8443, and another rule drops the answers of port 22',
  releases: ['bookworm'],
  truth: { causes: ['firewall-egress'], hidden: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write('/etc/default/knockd', 'START_KNOCKD=1\nKNOCKD_OPTS="-i eth0"\n');
    host.write(
      '/etc/knockd.conf',
      `[options]
  UseSyslog
[openAdmin]
  sequence = 7000,8000,9000
  seq_timeout = 5
  command = /sbin/iptables -I INPUT -s %IP% -p tcp --dport 8443 -j ACCEPT
  tcpflags = syn
`,
    );
  },
  breakIt: async (host) => {
    await host.exec('systemctl start knockd && until systemctl is-active knockd; do sleep 0.1; done');
    await host.exec(`iptables -A INPUT -p tcp --dport 8443 -j DROP
      iptables -A OUTPUT -o eth0 -p tcp -m multiport --sports 22,8443 ! -d 10.71.2.0/24 -j DROP`);
  },
};
