import type { Behaviour } from '../behaviour.ts';
import { sayAndClose, version } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'fin-after-version',
  title: 'the version line, then FIN at once',
  expect: { symptom: 'kex.closed' },
  serve: (socket) => sayAndClose(socket, version),
};
