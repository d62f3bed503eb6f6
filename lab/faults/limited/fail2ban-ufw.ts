import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'fail2ban-ufw',
  title: 'fail2ban tells ufw to reject',
  releases: ['bookworm'],
  truth: { causes: ['ip-ban'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    const jail = ['[sshd]', 'enabled = true', 'backend = systemd', 'banaction = ufw', ''];
    host.write('/etc/fail2ban/jail.local', jail.join('\n'));
  },
  breakIt: async (host) => {
    await host.exec('ufw allow 22/tcp && ufw --force enable');
    await host.exec('systemctl start fail2ban; until fail2ban-client status sshd; do sleep 0.1; done');
    await host.exec(
      'fail2ban-client set sshd banip 10.71.1.10; until ufw status | grep -q 10.71.1.10; do sleep 0.1; done',
    );
  },
};
