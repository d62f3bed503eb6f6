import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'agent-refuses-to-sign',
  title: 'the agent asks before each signature, and there is nothing to ask with',
  releases: ['bookworm'],
  truth: { causes: ['client-key-unusable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  prepare: (host) => {
    host.sshd('PasswordAuthentication no\nKbdInteractiveAuthentication no');
  },
  breakIt: async (_host, { client, person }) => {
    await person.run(['true']);
    const socket = `${person.home}/.agent.sock`;
    await client.start(`setpriv --reuid=60022 --regid=60022 --clear-groups ssh-agent -D -a ${socket}`);
    await client.exec(`until [ -S ${socket} ]; do sleep 0.05; done`);
    await person.run(['sh', '-c', `SSH_AUTH_SOCK=${socket} ssh-add -q -c .ssh/id_ed25519; rm .ssh/id_ed25519`]);
    person.write('.ssh/config', 'Host web1\n  IdentityAgent ~/.agent.sock\n');
  },
};
