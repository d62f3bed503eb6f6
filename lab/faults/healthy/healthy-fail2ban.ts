import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-fail2ban',
  title: 'fail2ban at work, and nobody is banned',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) =>
    host.write('/etc/fail2ban/jail.local', '[sshd]\nenabled = true\nbackend = systemd\nmaxretry = 3\nbantime = 1h\n'),
  breakIt: async (host) => {
    await host.exec(
      'systemctl start fail2ban; timeout 30 sh -c "until fail2ban-client status sshd; do sleep 0.1; done"',
    );
  },
};
