import type { Behaviour } from '../behaviour.ts';
import { sayAndClose, sayAndStay, version, whenSpokenTo } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'bidi-text',
  title: 'text of both directions before the version line, then FIN',
  expect: { symptom: 'kex.closed' },
  hostile: true,
  serve: (socket) => {
    sayAndStay(
      socket,
      'only \u202euser dewolla\u202c \u2066in\u2069 \u200f\u200e\u061c\u2028\u2029\ufeff\r\n',
      version,
    );
    whenSpokenTo(socket, () => sayAndClose(socket));
  },
};
