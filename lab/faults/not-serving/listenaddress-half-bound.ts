import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'listenaddress-half-bound',
  title: 'two ListenAddress lines, and the IPv6 address of one came after sshd had started',
  releases: ['bookworm'],
  truth: { causes: ['listenaddress-race'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  prepare: async (host) => {
    host.write(
      '/etc/systemd/system/late-address.service',
      '[Unit]\nAfter=ssh.service\n[Service]\nType=oneshot\nExecStart=/sbin/ip address add 2001:db8:71:2::20/64 dev eth0 nodad\n[Install]\nWantedBy=multi-user.target\n',
    );
    host.sshd('ListenAddress 10.71.2.20\nListenAddress 2001:db8:71:2::20');
  },
  breakIt: async (host) => {
    // What the boot does when the address comes by an advertisement.
    await host.exec('systemctl stop ssh; ip address del 2001:db8:71:2::20/64 dev eth0; systemctl start ssh');
    await host.exec('systemctl start late-address; ip -6 route replace default via 2001:db8:71:2::1');
  },
};
