import type { Behaviour } from '../behaviour.ts';
import { sayAndReset } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'rst-unread',
  title: 'accepts, then RST before the version line',
  row: 'B',
  expect: { symptom: 'identification.reset' },
  serve: (socket) => sayAndReset(socket),
};
