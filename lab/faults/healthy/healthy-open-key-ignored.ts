import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-open-key-ignored',
  title: 'the key that is named first may be read by everybody and is ignored, the second one is right',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (_host, { person }) => {
    await person.run(['sh', '-c', 'ssh-keygen -q -t ed25519 -N "" -f .ssh/old && chmod 644 .ssh/old']);
    person.write('.ssh/config', 'Host *\n  IdentityFile ~/.ssh/old\n  IdentityFile ~/.ssh/id_ed25519\n');
  },
};
