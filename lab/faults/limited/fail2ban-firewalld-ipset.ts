import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'fail2ban-firewalld-ipset',
  title: 'fail2ban bans by a set of firewalld',
  releases: ['trixie'],
  truth: { causes: ['ip-ban'], hidden: ['firewall-server', 'admin-prohibited'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write(
      '/etc/fail2ban/jail.local',
      '[sshd]\nenabled = true\nbackend = systemd\nbanaction = firewallcmd-ipset\n',
    ),
  breakIt: async (host) => {
    await host.exec('systemctl start firewalld fail2ban; until fail2ban-client status sshd; do sleep 0.1; done');
    await host.exec(
      'fail2ban-client set sshd banip 10.71.1.10; timeout 20 sh -c "until { nft list ruleset; ipset save; } | grep -q 10.71.1.10; do sleep 0.1; done"',
    );
  },
};
