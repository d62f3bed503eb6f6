import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'drop-and-keys-in-etc',
  title: 'iptables drops the port; the keys are in a list under /etc, and the home has none',
  releases: ['bullseye'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.sshd('AuthorizedKeysFile .ssh/authorized_keys /etc/ssh/keys/%u\nPasswordAuthentication no');
  },
  breakIt: async (host) => {
    await host.exec(
      `install -D -m 644 /home/alice/.ssh/authorized_keys /etc/ssh/keys/alice; rm -r /home/alice/.ssh; iptables -A INPUT -p tcp --dport 22 -j DROP`,
    );
  },
};
