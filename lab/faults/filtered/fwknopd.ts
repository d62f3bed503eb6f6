import type { Fault } from '../../fault.ts';

const daemon = `#!/usr/bin/perl
sleep 1 while 1;
`;

export const fault: Fault = {
  id: 'fwknopd',
  title: 'fwknopd opens the port to those who send a packet that is signed',
  releases: ['bookworm'],
  truth: { causes: ['port-knock-expected'], hidden: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    host.write('/usr/sbin/fwknopd', daemon, 0o755);
    host.write('/etc/fwknop/fwknopd.conf', 'PCAP_INTF eth0;\nENABLE_UDP_SERVER Y;\nUDPSERV_PORT 62201;\n', 0o600);
    host.write('/etc/fwknop/access.conf', 'SOURCE ANY\nOPEN_PORTS tcp/22\nFW_ACCESS_TIMEOUT 30\n', 0o600);
    await host.exec(`systemd-run --quiet --unit=fwknop-server /usr/sbin/fwknopd -f
      iptables -N FWKNOP_INPUT; iptables -A INPUT -j FWKNOP_INPUT
      iptables -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
      iptables -A INPUT -p tcp --dport 22 -j DROP`);
  },
};
