import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'fail2ban-reset',
  title: 'fail2ban with an action that answers with a TCP reset',
  releases: ['bullseye'],
  truth: { causes: ['ip-ban'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    const jail = [
      '[sshd]',
      'enabled = true',
      'backend = systemd',
      'banaction = nftables[blocktype="reject with tcp reset"]',
      '',
    ];
    host.write('/etc/fail2ban/jail.local', jail.join('\n'));
  },
  breakIt: async (host) => {
    await host.exec('systemctl start fail2ban; until fail2ban-client status sshd; do sleep 0.1; done');
    await host.exec(
      'fail2ban-client set sshd banip 10.71.1.10; until nft list ruleset | grep -q 10.71.1.10; do sleep 0.1; done',
    );
  },
};
