import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'fail2ban-after-failures',
  title: 'fail2ban bans after failed logins',
  releases: ['bookworm'],
  truth: { causes: ['ip-ban'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write('/etc/fail2ban/jail.local', '[sshd]\nenabled = true\nbackend = systemd\nmaxretry = 3\nbantime = 1h\n');
  },
  breakIt: async (host, net) => {
    await host.exec('systemctl start fail2ban; until fail2ban-client status sshd; do sleep 0.1; done');
    // The ban may come while ssh is connected, and ssh then waits.
    for (let i = 0; i < 4; i++)
      await net.person.run(['ssh', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=2', 'mallory@web1'], {
        timeoutMs: 5000,
      });
    await host.exec('until fail2ban-client status sshd | grep -q 10.71.1.10; do sleep 0.1; done');
  },
};
