import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-line-from-names',
  title: 'the line of the key says from= with a name, and sshd looks up no names',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('PasswordAuthentication no'),
  breakIt: async (host) => {
    await host.exec(
      `sed -i 's/^/from="laptop,*.corp.example" /' /home/alice/.ssh/authorized_keys; chmod 750 /home/alice`,
    );
  },
};
