import type { Behaviour } from '../behaviour.ts';
import { sayAndReset } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'not-allowed-rst',
  title: 'Not allowed at this time, then RST',
  expect: { symptom: 'identification.reset', suspect: 'persourcepenalties' },
  serve: (socket) => sayAndReset(socket, 'Not allowed at this time\r\n'),
};
