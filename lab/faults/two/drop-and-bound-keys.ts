import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'drop-and-bound-keys',
  title: 'iptables drops the port; the unit shows sshd the keys of the team in the place of her .ssh, which is empty',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write(
      '/etc/systemd/system/ssh.service.d/keys.conf',
      '[Service]\nBindReadOnlyPaths=/srv/keys:/home/alice/.ssh\n',
    );
    host.write('/srv/keys/.keep', '');
    host.sshd('PasswordAuthentication no');
  },
  breakIt: async (host) => {
    await host.exec(
      'cp /home/alice/.ssh/authorized_keys /srv/keys/authorized_keys && : > /home/alice/.ssh/authorized_keys',
    );
    await host.exec('iptables -A INPUT -p tcp --dport 22 -j DROP');
  },
};
