import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'known-hosts-unreadable',
  title: 'known_hosts came back from a backup and may not be read',
  releases: ['trixie'],
  truth: { causes: ['client-config-perms'], hidden: ['host-key-unknown'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'StrictHostKeyChecking=yes', 'alice@web1'],
  breakIt: async (_host, { person }) => {
    await person.run(['chmod', '0', '.ssh/known_hosts']);
  },
};
