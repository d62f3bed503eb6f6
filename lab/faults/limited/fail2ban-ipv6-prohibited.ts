import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'fail2ban-ipv6-prohibited',
  title: 'fail2ban bans the IPv6 address of the client with a message that it is forbidden',
  releases: ['bookworm'],
  truth: { causes: ['ip-ban'], hidden: ['admin-prohibited', 'firewall-server'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  prepare: (host) => {
    host.write(
      '/etc/fail2ban/jail.local',
      '[sshd]\nenabled = true\nbackend = systemd\nbanaction = iptables-multiport\n',
    );
    host.write(
      '/etc/fail2ban/action.d/iptables.local',
      '[Init?family=inet6]\nblocktype = REJECT --reject-with icmp6-adm-prohibited\n',
    );
  },
  breakIt: async (host) => {
    await host.exec(
      'systemctl start fail2ban; timeout 40 sh -c "until fail2ban-client status sshd; do sleep 0.1; done"; fail2ban-client set sshd banip 2001:db8:71:1::10',
    );
    await host.exec('timeout 20 sh -c "until ip6tables-save | grep -q 2001:db8:71:1::10; do sleep 0.1; done"');
  },
};
