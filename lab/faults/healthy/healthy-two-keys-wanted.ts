import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-two-keys-wanted',
  title: 'the login takes two keys one after the other, and the client has both',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', '-i', '.ssh/second', 'alice@web1'],
  prepare: (host) => host.sshd('AuthenticationMethods publickey,publickey'),
  breakIt: async (host, net) => {
    await net.person.run(['ssh-keygen', '-q', '-t', 'ecdsa', '-N', '', '-f', '.ssh/second']);
    const { stdout } = await net.person.run(['cat', '.ssh/second.pub']);
    await host.exec(`echo '${stdout.trim()}' >> /home/alice/.ssh/authorized_keys`);
  },
};
