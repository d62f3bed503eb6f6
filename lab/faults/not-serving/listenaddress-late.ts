import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'listenaddress-late',
  title: 'ListenAddress is an address that a VPN brings after sshd has started',
  releases: ['bookworm'],
  truth: { causes: ['listenaddress-race'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host, net) => {
    host.write(
      '/etc/systemd/system/vpn.service',
      '[Unit]\nAfter=ssh.service\n[Service]\nType=oneshot\nExecStart=/sbin/ip address add 10.71.2.77/24 dev eth0\n[Install]\nWantedBy=multi-user.target\n',
    );
    host.sshd('ListenAddress 10.71.2.77');
    net.names(['10.71.2.77 web1']);
  },
  breakIt: async (host) => {
    await host.exec('systemctl start vpn');
  },
};
