import type { Behaviour } from '../behaviour.ts';
import { sayAndReset, version } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'rst-after-version',
  title: 'the version line, then RST',
  expect: { symptom: 'kex.reset' },
  serve: (socket) => sayAndReset(socket, version),
};
