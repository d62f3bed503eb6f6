import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostkey-unknown-strict',
  title: 'StrictHostKeyChecking yes on a new machine, whose known_hosts is empty',
  releases: ['trixie'],
  truth: { causes: ['host-key-unknown'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  told: /No ED25519 host key is known for web1 and you have requested strict checking/,
  family: 6,
  target: ['-o', 'StrictHostKeyChecking=yes', 'alice@web1'],
  breakIt: async (_host, { person }) => person.write('.ssh/known_hosts', ''),
};
