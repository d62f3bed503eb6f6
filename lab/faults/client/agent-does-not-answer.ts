import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'agent-does-not-answer',
  title: 'the key is in an agent that takes the question and waits for somebody to unlock it',
  releases: ['bookworm'],
  truth: { causes: ['client-key-unusable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  prepare: (host) => host.sshd('PasswordAuthentication no\nKbdInteractiveAuthentication no'),
  breakIt: async (_host, { client, person }) => {
    await person.run(['rm', '.ssh/id_ed25519', '.ssh/id_ed25519.pub']);
    const socket = `${person.home}/.agent.sock`;
    await client.start(
      `setpriv --reuid=60022 --regid=60022 --clear-groups perl -MIO::Socket::UNIX -e 'my $d = IO::Socket::UNIX->new(Local => "${socket}", Listen => 9) or die; my @c; while (my $c = $d->accept) { push @c, $c }'`,
    );
    await client.exec(`until [ -S ${socket} ]; do sleep 0.05; done`);
    person.write('.ssh/config', 'Host web1\n  IdentityAgent ~/.agent.sock\n');
  },
};
