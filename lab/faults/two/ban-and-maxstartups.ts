import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ban-and-maxstartups',
  title: 'fail2ban bans the client, and behind the ban MaxStartups is full',
  releases: ['trixie'],
  truth: { causes: ['ip-ban'], hidden: ['maxstartups'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write('/etc/fail2ban/jail.local', '[sshd]\nenabled = true\nbackend = systemd\n');
    host.sshd('MaxStartups 1');
  },
  breakIt: async (host, net) => {
    await net.router.start('(sleep 300 | nc 10.71.2.20 22)');
    await host.exec('systemctl start fail2ban; until fail2ban-client status sshd; do sleep 0.1; done');
    await host.exec(
      'fail2ban-client set sshd banip 10.71.1.10; until nft list ruleset | grep -q 10.71.1.10; do sleep 0.1; done',
    );
  },
};
