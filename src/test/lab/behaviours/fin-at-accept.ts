import type { Behaviour } from '../behaviour.ts';
import { sayAndClose } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'fin-at-accept',
  title: 'accepts, then FIN before the version line',
  row: 'A',
  expect: { symptom: 'identification.closed', suspect: 'backend-down-behind-forwarder' },
  serve: (socket) => sayAndClose(socket),
};
