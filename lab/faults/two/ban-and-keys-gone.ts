import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ban-and-keys-gone',
  title: 'fail2ban bans the client, and sshd does not start since its host keys are gone',
  releases: ['bookworm'],
  truth: { causes: ['ip-ban'], hidden: ['hostkeys-missing', 'sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write(
      '/etc/fail2ban/jail.local',
      '[sshd]\nenabled = true\nbackend = systemd\nbanaction = nftables-multiport\n',
    );
  },
  breakIt: async (host) => {
    await host.exec(
      'systemctl start fail2ban; timeout 40 sh -c "until fail2ban-client status sshd; do sleep 0.1; done"; fail2ban-client set sshd banip 10.71.1.10',
    );
    await host.exec('timeout 20 sh -c "until nft list ruleset | grep -q 10.71.1.10; do sleep 0.1; done"');
    await host.attempt('rm /etc/ssh/ssh_host_*; systemctl restart ssh');
  },
};
