import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-plain-shell',
  title: 'an account whose shell is sh, with an empty home',
  releases: ['bullseye'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => {
    for (const file of ['.bashrc', '.profile', '.bash_logout']) host.remove(`/home/alice/${file}`);
  },
  breakIt: async (host) => {
    await host.exec('usermod --shell /bin/dash alice');
  },
};
