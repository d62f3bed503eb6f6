import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-with-carriage-returns',
  title: 'the private key went through a mail program of Windows: its lines end in CR LF and a piece of it is quoted',
  releases: ['bookworm'],
  truth: { causes: ['client-key-unusable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'IdentitiesOnly=yes', '-i', '.ssh/mailed', 'alice@web1'],
  prepare: (host) => host.sshd('PasswordAuthentication no'),
  breakIt: async (_host, { person }) => {
    const { stdout } = await person.run(['cat', '.ssh/id_ed25519']);
    person.write('.ssh/mailed', stdout.replace(/^/gm, '> ').replaceAll('\n', '\r\n'));
  },
};
