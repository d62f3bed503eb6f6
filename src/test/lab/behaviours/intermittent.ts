import type { Behaviour } from '../behaviour.ts';
import { sayAndClose, sayAndStay, version, whenSpokenTo } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'intermittent',
  title: 'every third connection is closed at once, the others at the key exchange',
  expect: { symptom: ['kex.closed', 'identification.closed'] },
  serve: (socket, n) => {
    if (n % 3 === 0) return sayAndClose(socket);
    sayAndStay(socket, version);
    whenSpokenTo(socket, () => sayAndClose(socket));
  },
};
