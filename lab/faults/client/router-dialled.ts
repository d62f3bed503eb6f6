import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-dialled',
  title: 'the alias has the address of the router, one digit beside the server, on which fail2ban has bans',
  releases: ['trixie'],
  truth: { causes: ['wrong-host-or-port'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write('/etc/fail2ban/jail.local', '[sshd]\nenabled = true\nbackend = systemd\nmaxretry = 3\nbantime = 1w\n'),
  breakIt: async (host, { person }) => {
    await host.exec(
      'systemctl start fail2ban; timeout 40 sh -c "until fail2ban-client status sshd; do sleep 0.1; done"; for i in 7 19 203; do fail2ban-client set sshd banip 203.0.113.$i; done',
    );
    await host.exec('timeout 20 sh -c "until fail2ban-client status sshd | grep -q 203.0.113.203; do sleep 0.1; done"');
    person.write('.ssh/config', 'Host web1\n  HostName 10.71.2.1\n');
  },
};
