import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'second-uplink-took-default',
  title: 'a second uplink has the better default route, and nobody is behind it',
  releases: ['bookworm'],
  truth: { causes: ['return-route-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write('/etc/fail2ban/jail.local', '[sshd]\nenabled = true\nbackend = systemd\nmaxretry = 3\nbantime = 1w\n'),
  breakIt: async (host) => {
    await host.exec(
      'systemctl start fail2ban; timeout 40 sh -c "until fail2ban-client status sshd; do sleep 0.1; done"; for i in 7 19 203; do fail2ban-client set sshd banip 203.0.113.$i; done',
    );
    await host.exec('timeout 20 sh -c "until fail2ban-client status sshd | grep -q 203.0.113.203; do sleep 0.1; done"');
    await host.exec(`ip link add eth1 type bridge && ip address add 10.99.0.20/24 dev eth1 && ip link set eth1 up
      ip route add default via 10.71.2.1 dev eth0 metric 200 && ip route del default via 10.71.2.1 metric 0
      ip route add default via 10.99.0.1 dev eth1 metric 100`);
  },
};
