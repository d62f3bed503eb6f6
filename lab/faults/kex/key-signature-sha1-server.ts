import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-signature-sha1-server',
  title: 'a server that takes only SHA-1 from RSA keys',
  releases: ['bullseye'],
  truth: { causes: ['pubkey-signature-algorithm'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_rsa', '-o', 'IdentitiesOnly=yes', 'alice@web1'],
  prepare: (host) => host.sshd('PubkeyAcceptedKeyTypes ssh-rsa'),
  breakIt: async (host, { person }) => {
    await person.run(['ssh-keygen', '-q', '-t', 'rsa', '-N', '', '-f', '.ssh/id_rsa']);
    const { stdout } = await person.run(['cat', '.ssh/id_rsa.pub']);
    await host.exec(`echo '${stdout.trim()}' > /home/alice/.ssh/authorized_keys`);
  },
};
