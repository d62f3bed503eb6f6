import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'agent-of-many-keys',
  title: 'the agent holds eight keys of other hosts, and the right key comes after them',
  releases: ['bookworm'],
  truth: { causes: ['too-many-keys'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, { client, person }) => {
    person.write('.ssh/config', 'Host *\n  IdentityAgent ~/.agent.sock\n');
    await person.run([
      'sh',
      '-c',
      'mkdir work; for i in 1 2 3 4 5 6 7 8; do ssh-keygen -q -t ed25519 -N "" -C customer$i -f work/$i; done',
    ]);
    const socket = `${person.home}/.agent.sock`;
    await client.start(`setpriv --reuid=60022 --regid=60022 --clear-groups ssh-agent -D -a ${socket}`);
    await client.exec(`until [ -S ${socket} ]; do sleep 0.05; done`);
    await person.run(['sh', '-c', `SSH_AUTH_SOCK=${socket} ssh-add -q work/[1-8]`]);
  },
};
