import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-for-putty',
  title: 'the named key is in the format of PuTTY',
  releases: ['trixie'],
  truth: { causes: ['client-key-unusable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  told: /Load key ".*": (?:error in libcrypto|invalid format)/,
  target: ['-i', 'web1.ppk', 'alice@web1'],
  breakIt: async (_host, { person }) => {
    const lines = ['PuTTY-User-Key-File-3: ssh-ed25519', 'Encryption: none', 'Comment: alice', 'Public-Lines: 2'];
    person.write('web1.ppk', `${lines.join('\r\n')}\r\nAAAAC3NzaC1lZDI1NTE5AAAAIA==\r\n`);
    await person.run(['sh', '-c', 'rm .ssh/id_ed25519*']);
  },
};
