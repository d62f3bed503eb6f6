import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'client-pubkey-off',
  title: 'the configuration of the client switches keys off, and the server takes nothing else',
  releases: ['bookworm'],
  truth: { causes: ['auth-method-unavailable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  prepare: (host, { person }) => {
    host.sshd('PasswordAuthentication no\nKbdInteractiveAuthentication no');
    person.write(
      '.ssh/config',
      'Host web*\n  PubkeyAuthentication no\n  PreferredAuthentications keyboard-interactive,password\n',
    );
  },
};
