import type { Behaviour } from '../behaviour.ts';
import { sayAndClose, sayAndStay, version, whenSpokenTo } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'control-characters',
  title: 'escape sequences before the version line, then FIN',
  expect: { symptom: 'kex.closed' },
  hostile: true,
  serve: (socket) => {
    sayAndStay(
      socket,
      '\u001b]0;owned\u0007\u001b[2J\u001b[31mred\u001b[0m \u009b2J back\b\b\b\u007f\r\n',
      '\u001b]52;c;cm0gLXJm\u0007\u001bP1$r\u001b\\ \v\f\u0090x\u009c\r\n',
      version,
    );
    whenSpokenTo(socket, () => sayAndClose(socket));
  },
};
