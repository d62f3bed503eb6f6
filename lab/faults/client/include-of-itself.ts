import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'include-of-itself',
  title: '~/.ssh/config includes the folder that it was moved to, and so itself',
  releases: ['bookworm'],
  truth: { causes: ['client-config-invalid'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, { person }) => {
    await person.run(['sh', '-c', 'mkdir -p .ssh/conf.d; ln -s ../config .ssh/conf.d/00-main']);
    person.write('.ssh/config', 'Include conf.d/*\n\nHost web1\n  User alice\n');
  },
};
