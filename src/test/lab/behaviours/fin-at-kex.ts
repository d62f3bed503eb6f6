import type { Behaviour } from '../behaviour.ts';
import { sayAndClose, sayAndStay, version, whenSpokenTo } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'fin-at-kex',
  title: 'the version line, then FIN when the key exchange begins',
  row: 'G',
  expect: { symptom: 'kex.closed' },
  serve: (socket) => {
    sayAndStay(socket, version);
    whenSpokenTo(socket, () => sayAndClose(socket));
  },
};
