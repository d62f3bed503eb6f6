import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-passphrase-in-batch',
  title: 'the key has a passphrase, no agent holds it, and BatchMode forbids to ask',
  releases: ['bookworm'],
  truth: { causes: ['client-key-unusable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, { person }) => {
    person.write('.ssh/config', 'Host web1\n  BatchMode yes\n  IdentityFile ~/.ssh/backup\n  IdentitiesOnly yes\n');
    await person.run(['sh', '-c', 'mv .ssh/id_ed25519 .ssh/backup; mv .ssh/id_ed25519.pub .ssh/backup.pub']);
    await person.run(['ssh-keygen', '-q', '-p', '-P', '', '-N', 'correct horse', '-f', '.ssh/backup']);
  },
};
