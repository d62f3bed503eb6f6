import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ban-and-maintenance',
  title: 'fail2ban drops all that the client sends, and /etc/nologin was left behind',
  releases: ['trixie'],
  truth: { causes: ['ip-ban'], hidden: ['nologin'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write(
      '/etc/fail2ban/jail.local',
      '[sshd]\nenabled = true\nbackend = systemd\nbanaction = iptables-allports[blocktype=DROP]\n',
    );
    host.write('/etc/nologin', 'Moving to the new rack.\n');
  },
  breakIt: async (host) => {
    await host.exec(
      'systemctl start fail2ban; timeout 40 sh -c "until fail2ban-client status sshd; do sleep 0.1; done"; fail2ban-client set sshd banip 10.71.1.10',
    );
    await host.exec('timeout 20 sh -c "until iptables-save | grep -q 10.71.1.10; do sleep 0.1; done"');
  },
};
