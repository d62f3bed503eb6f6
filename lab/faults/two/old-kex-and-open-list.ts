import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'old-kex-and-open-list',
  title: 'the client asks for a key exchange that is gone, and everybody may write to authorized_keys',
  releases: ['trixie'],
  truth: { causes: ['algorithm-mismatch'], hidden: ['home-perms-strictmodes'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  told: /no matching key exchange method/,
  breakIt: async (host, { person }) => {
    person.write('.ssh/config', 'Host web*\n  KexAlgorithms diffie-hellman-group1-sha1\n');
    await host.exec(`chmod 666 /home/alice/.ssh/authorized_keys`);
  },
};
