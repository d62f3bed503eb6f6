import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ban-of-a-shared-address',
  title: 'fail2ban has banned the address that a router gives to everybody of the network of the client',
  releases: ['trixie'],
  truth: { causes: ['ip-ban'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    const jail = ['[sshd]', 'enabled = true', 'backend = systemd', 'banaction = nftables[blocktype=drop]', ''];
    host.write('/etc/fail2ban/jail.local', jail.join('\n'));
  },
  breakIt: async (host, net) => {
    await net.router.exec('iptables -t nat -A POSTROUTING -s 10.71.1.0/24 -o leg2 -j MASQUERADE');
    await host.exec('systemctl start fail2ban; until fail2ban-client status sshd; do sleep 0.1; done');
    await host.exec(
      'fail2ban-client set sshd banip 10.71.2.1; until nft list ruleset | grep -q 10.71.2.1; do sleep 0.1; done',
    );
  },
};
