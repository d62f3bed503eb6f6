import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'user-of-an-included-file',
  title: 'an included file has the user of a deployment that this host no longer knows, and she types the host alone',
  releases: ['bookworm'],
  truth: { causes: ['user-does-not-exist'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['web1'],
  login: 'deploy',
  prepare: (host) => host.sshd('PasswordAuthentication no'),
  breakIt: async (_host, { person }) => {
    person.write('.ssh/config', 'Include ~/.ssh/fleet.conf\n\nHost web1\n  User alice\n');
    person.write('.ssh/fleet.conf', 'Match host web*,db* exec "true"\n  User deploy\n');
  },
};
