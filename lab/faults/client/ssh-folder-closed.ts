import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ssh-folder-closed',
  title: 'the folder .ssh of the client lost its x bit',
  releases: ['bookworm'],
  truth: {
    causes: ['client-config-perms'],
    hidden: ['host-key-unknown', 'client-key-unusable'],
    stage: 'hostkey',
    outcome: 'confirmed',
  },
  clientSettles: true,
  target: ['-o', 'StrictHostKeyChecking=yes', 'alice@web1'],
  breakIt: async (_host, { person }) => {
    await person.run(['chmod', '600', '.ssh']);
  },
};
