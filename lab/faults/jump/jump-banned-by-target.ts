import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-banned-by-target',
  title: 'fail2ban of the target has banned the jump host, through which somebody else failed to log in',
  releases: ['bookworm'],
  truth: { causes: ['ip-ban'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/fail2ban/jail.local', '[sshd]\nenabled = true\nbackend = systemd\nmaxretry = 3\nbantime = 1h\n');
  },
  breakIt: async (host, net) => {
    await host.exec('systemctl start fail2ban; until fail2ban-client status sshd; do sleep 0.1; done');
    const words = ['ssh', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=2', '-J', 'alice@bastion', 'mallory@web1'];
    // The ban may come while ssh is connected, and ssh then waits.
    for (let i = 0; i < 4; i++) await net.person.run(words, { timeoutMs: 5000 });
    await host.exec('until fail2ban-client status sshd | grep -q 10.71.3.30; do sleep 0.1; done');
  },
};
