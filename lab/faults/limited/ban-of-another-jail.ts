import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ban-of-another-jail',
  title: 'a jail for the web server bans the client from everything, and MaxStartups is low',
  releases: ['bookworm'],
  truth: { causes: ['ip-ban'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.sshd('MaxStartups 2:90:4');
    host.write('/var/log/shop.log', '');
    host.write('/etc/fail2ban/filter.d/shop.conf', '[Definition]\nfailregex = ^ login failed from <HOST>$\n');
    host.write(
      '/etc/fail2ban/jail.local',
      '[DEFAULT]\nbanaction = nftables-allports\n[sshd]\nenabled = true\nbackend = systemd\n[shop]\nenabled = true\nbackend = polling\nlogpath = /var/log/shop.log\nfilter = shop\nmaxretry = 3\nbantime = 1d\nblocktype = drop\n',
    );
  },
  breakIt: async (host) => {
    await host.exec(
      'systemctl start fail2ban; timeout 40 sh -c "until fail2ban-client status shop; do sleep 0.1; done"',
    );
    await host.exec(`nft 'add table inet limits; add chain inet limits input { type filter hook input priority -5; }; \
add rule inet limits input tcp dport 22 ct state new limit rate over 60/minute burst 20 packets drop'
      for i in 1 2 3 4; do echo "$(date '+%F %T') login failed from 10.71.1.10" >> /var/log/shop.log; sleep 0.1; done
      timeout 40 sh -c "until fail2ban-client status shop | grep -q 10.71.1.10; do sleep 0.2; done"
      timeout 20 sh -c "until nft list ruleset | grep -q 10.71.1.10; do sleep 0.2; done"`);
  },
};
