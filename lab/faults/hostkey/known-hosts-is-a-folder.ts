import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'known-hosts-is-a-folder',
  title:
    'known_hosts is a folder, since what a container was to bind there is not there; the agent of yesterday is gone',
  releases: ['trixie'],
  truth: { causes: ['host-key-unknown'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'StrictHostKeyChecking=yes', 'alice@web1'],
  breakIt: async (_host, { person }) => {
    await person.run(['sh', '-c', 'rm .ssh/known_hosts; mkdir .ssh/known_hosts']);
    person.write('.ssh/config', 'Host *\n  IdentityAgent ~/.ssh/agent-of-yesterday\n');
  },
};
