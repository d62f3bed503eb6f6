import { Buffer } from 'node:buffer';
import type { Behaviour } from '../behaviour.ts';
import { sayAndClose, whenSpokenTo } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'tls-alert',
  title: 'a TLS server that answers with an alert, then FIN',
  expect: { symptom: 'identification.not-ssh', cause: 'nonssh-service' },
  serve: (socket) => whenSpokenTo(socket, () => sayAndClose(socket, Buffer.from([0x15, 3, 1, 0, 2, 2, 0x46]))),
};
