import type { Behaviour } from '../behaviour.ts';
import { sayAndStay, version } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'silent-at-kex',
  title: 'the version line, then silence',
  row: 'H',
  expect: { symptom: 'kex.silent', suspect: 'mtu' },
  serve: (socket) => sayAndStay(socket, version),
};
