import type { Behaviour } from '../behaviour.ts';
import { sayAndClose, whenSpokenTo } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'http-close',
  title: 'an HTTP server that answers 400, then FIN',
  row: 'F',
  expect: { symptom: 'identification.not-ssh', cause: 'nonssh-service' },
  serve: (socket) =>
    whenSpokenTo(socket, () =>
      sayAndClose(
        socket,
        'HTTP/1.1 400 Bad Request\r\nServer: nginx/1.24.0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
      ),
    ),
};
