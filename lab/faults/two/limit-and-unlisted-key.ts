import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'limit-and-unlisted-key',
  title: 'a rule limits new connections, and authorized_keys has only the key of another machine',
  releases: ['bookworm'],
  truth: { causes: ['firewall-rate-limit'], hidden: ['key-not-accepted'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host, net) => {
    await host.exec(
      `ssh-keygen -q -t ed25519 -N '' -f /root/desk && cp /root/desk.pub /home/alice/.ssh/authorized_keys; ufw limit 22/tcp && ufw --force enable`,
    );
    for (let i = 0; i < 6; i++)
      await net.person.run(['ssh', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=2', 'alice@web1', 'true']);
  },
};
