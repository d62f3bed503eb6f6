import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ban-and-jail-of-another',
  title: 'fail2ban bans the client; the ChrootDirectory with bad modes is for a group that she is not in',
  releases: ['trixie'],
  truth: { causes: ['ip-ban'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write(
      '/etc/fail2ban/jail.local',
      '[sshd]\nenabled = true\nbackend = systemd\nbanaction = nftables-multiport\n',
    );
    host.sshd(
      'AllowGroups ssh-users alice\nMatch Group sftponly\n  ChrootDirectory /srv/jail\n  ForceCommand /bin/false\nMatch Address 192.0.2.0/24\n  DenyUsers alice',
    );
  },
  breakIt: async (host) => {
    await host.exec(`groupadd sftponly; install -d -m 777 /srv/jail; systemctl restart ssh`);
    await host.exec(
      'systemctl start fail2ban; timeout 40 sh -c "until fail2ban-client status sshd; do sleep 0.1; done"; fail2ban-client set sshd banip 10.71.1.10',
    );
    await host.exec('timeout 20 sh -c "until nft list ruleset | grep -q 10.71.1.10; do sleep 0.1; done"');
  },
};
