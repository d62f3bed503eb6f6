import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-bans-and-old-errors',
  title: 'bans of others, old errors in the log, a failed unit, and a second card that is down',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => {
    host.write('/etc/fail2ban/jail.local', '[sshd]\nenabled = true\nbackend = systemd\nmaxretry = 3\nbantime = 1w\n');
    host.write('/etc/systemd/system/backup.service', '[Service]\nType=oneshot\nExecStart=/bin/false\n');
    host.write(
      '/var/log/auth.log',
      `Nov 20 03:12:01 web1 sshd[811]: error: Bind to port 22 on 0.0.0.0 failed: Address already in use.
Nov 20 03:12:01 web1 sshd[811]: error: Bind to port 22 on :: failed: Address already in use.
Nov 20 03:12:01 web1 sshd[811]: fatal: Cannot bind any address.
Nov 20 03:14:40 web1 sshd[902]: Server listening on 0.0.0.0 port 22.
Nov 21 11:02:13 web1 sshd[1440]: Failed password for root from 203.0.113.7 port 40122 ssh2
Nov 21 11:02:15 web1 sshd[1440]: Failed password for root from 203.0.113.7 port 40122 ssh2
`,
      0o640,
    );
  },
  breakIt: async (host) => {
    await host.exec(
      'systemctl start fail2ban; timeout 40 sh -c "until fail2ban-client status sshd; do sleep 0.1; done"; for i in 7 19 203; do fail2ban-client set sshd banip 203.0.113.$i; done',
    );
    await host.exec('timeout 20 sh -c "until fail2ban-client status sshd | grep -q 203.0.113.203; do sleep 0.1; done"');
    await host.attempt('systemctl start backup');
    await host.exec('ip link add eth1 type bridge && ip address add 10.71.1.200/32 dev eth1');
    await host.exec('ip -6 route replace default via 2001:db8:71:2::dead');
  },
};
