import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'bans-of-others-and-drop',
  title: 'fail2ban has bans, all of other addresses, and a rule by hand drops the network of the client',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write('/etc/fail2ban/jail.local', '[sshd]\nenabled = true\nbackend = systemd\nmaxretry = 3\nbantime = 1w\n'),
  breakIt: async (host) => {
    await host.exec(
      'systemctl start fail2ban; timeout 40 sh -c "until fail2ban-client status sshd; do sleep 0.1; done"; for i in 7 19 203; do fail2ban-client set sshd banip 203.0.113.$i; done',
    );
    await host.exec('timeout 20 sh -c "until fail2ban-client status sshd | grep -q 203.0.113.203; do sleep 0.1; done"');
    await host.exec(`nft 'add table inet office; add chain inet office early { type filter hook input priority -10; }; \
add rule inet office early ip saddr 10.71.1.0/24 meta l4proto tcp drop'`);
  },
};
