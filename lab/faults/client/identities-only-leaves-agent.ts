import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'identities-only-leaves-agent',
  title: 'the right key is in the agent, and IdentitiesOnly leaves it out',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.sshd('PasswordAuthentication no\nKbdInteractiveAuthentication no');
  },
  breakIt: async (_host, { client, person }) => {
    await person.run(['true']);
    const socket = `${person.home}/.agent.sock`;
    await client.start(`setpriv --reuid=60022 --regid=60022 --clear-groups ssh-agent -D -a ${socket}`);
    await client.exec(`until [ -S ${socket} ]; do sleep 0.05; done`);
    await person.run([
      'sh',
      '-c',
      `SSH_AUTH_SOCK=${socket} ssh-add -q .ssh/id_ed25519; rm .ssh/id_ed25519*; ssh-keygen -q -t ed25519 -N '' -C work -f .ssh/work`,
    ]);
    person.write(
      '.ssh/config',
      'Host web1\n  IdentityAgent ~/.agent.sock\n  IdentityFile ~/.ssh/work\n  IdentitiesOnly yes\n',
    );
  },
};
