import type { Behaviour } from '../behaviour.ts';
import { sayAndStay } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'ssh-1-5',
  title: 'speaks SSH protocol 1 only',
  expect: { symptom: ['identification.invalid', 'kex.no-match'], cause: 'ssh-protocol-1' },
  serve: (socket) => sayAndStay(socket, 'SSH-1.5-Cisco-1.25\n'),
};
