import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'control-path-folder-missing',
  title: 'ControlPath lies in a folder that nobody has made',
  releases: ['bookworm'],
  // ssh binds the socket after the login, and ends when it can't.
  truth: { causes: ['client-config-invalid'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, { person }) =>
    person.write('.ssh/config', 'Host *\n  ControlMaster auto\n  ControlPath ~/.ssh/cm/%C\n  ControlPersist 10m\n'),
};
