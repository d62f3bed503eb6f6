import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'stopped-and-ban-lifted',
  title: 'sshd is stopped; the ban of the client was lifted',
  releases: ['trixie'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
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
    await host.exec('fail2ban-client set sshd unbanip 10.71.1.10; systemctl stop ssh');
  },
};
