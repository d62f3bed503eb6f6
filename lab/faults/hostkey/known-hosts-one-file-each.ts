import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'known-hosts-one-file-each',
  title: 'the configuration keeps one file of known keys for each host, and there is none for this one',
  releases: ['bookworm'],
  truth: { causes: ['host-key-unknown'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, { person }) =>
    person.write('.ssh/config', 'Host *\n  UserKnownHostsFile ~/.ssh/known_hosts.d/%k\n  StrictHostKeyChecking yes\n'),
};
