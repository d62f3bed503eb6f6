import type { Behaviour } from '../behaviour.ts';
import { sayAndStay, version } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'notice-then-silent',
  title: 'two lines of legal notice, the version line, then silence',
  row: 'E',
  expect: { symptom: 'kex.silent', suspect: 'mtu' },
  serve: (socket) => sayAndStay(socket, 'Authorised use only.\r\nAll activity is recorded.\r\n', version),
};
