import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-name-unknown',
  title: 'nobody knows the name of the jump host',
  releases: ['bullseye'],
  truth: {
    causes: ['jump-host-failed'],
    hidden: ['name-not-found', 'name-resolver-failed'],
    stage: 'config',
    outcome: 'confirmed',
  },
  clientSettles: true,
  told: /Could not resolve hostname gateway/,
  target: ['-J', 'alice@gateway', 'alice@web1'],
};
