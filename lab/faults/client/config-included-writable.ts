import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'config-included-writable',
  title: 'a file that ~/.ssh/config includes may be written by the group',
  releases: ['bullseye'],
  truth: { causes: ['client-config-perms'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  target: ['web1'],
  breakIt: async (_host, { person }) => {
    person.write('.ssh/config', 'Include config.d/*\n');
    person.write('.ssh/config.d/10-work', 'Host web1\n  User alice\n', 0o664);
  },
};
