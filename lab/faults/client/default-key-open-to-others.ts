import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'default-key-open-to-others',
  title: 'the only key may be read by the group, and the server takes keys alone',
  releases: ['bookworm'],
  truth: { causes: ['client-config-perms'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  told: /UNPROTECTED PRIVATE KEY FILE/,
  family: 6,
  prepare: (host) => host.sshd('PasswordAuthentication no\nKbdInteractiveAuthentication no'),
  breakIt: async (_host, { person }) => {
    await person.run(['chmod', '640', '.ssh/id_ed25519']);
  },
};
