import type { Behaviour } from '../behaviour.ts';
import { sayAndClose, sayAndStay, whenSpokenTo } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'ssh-1-99',
  title: 'speaks both protocols, then FIN at the key exchange',
  expect: { symptom: 'kex.closed' },
  serve: (socket) => {
    sayAndStay(socket, 'SSH-1.99-Cisco-1.25\r\n');
    whenSpokenTo(socket, () => sayAndClose(socket));
  },
};
