import type { Behaviour } from '../behaviour.ts';
import { sayAndClose } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'maxstartups-text',
  title: 'names MaxStartups, then FIN',
  row: 'D',
  expect: { symptom: 'identification.closed', suspect: 'maxstartups' },
  serve: (socket) => sayAndClose(socket, 'Exceeded MaxStartups\r\n'),
};
