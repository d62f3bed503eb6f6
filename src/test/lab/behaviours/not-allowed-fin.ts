import type { Behaviour } from '../behaviour.ts';
import { sayAndClose } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'not-allowed-fin',
  title: 'Not allowed at this time, then FIN',
  row: 'I',
  expect: { symptom: 'identification.closed', suspect: 'persourcepenalties' },
  serve: (socket) => sayAndClose(socket, 'Not allowed at this time\r\n'),
};
