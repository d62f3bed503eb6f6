import type { Behaviour } from '../behaviour.ts';
import { sayAndStay, whenSpokenTo } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'http-keep-open',
  title: 'an HTTP server that answers 400 and keeps the connection',
  expect: { symptom: 'identification.not-ssh', cause: 'nonssh-service' },
  serve: (socket) =>
    whenSpokenTo(socket, () =>
      sayAndStay(
        socket,
        'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 11\r\n\r\nBad Request',
      ),
    ),
};
