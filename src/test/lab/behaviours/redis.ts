import type { Behaviour } from '../behaviour.ts';
import { sayAndStay, whenSpokenTo } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'redis',
  title: 'a Redis server',
  expect: { symptom: 'identification.not-ssh', cause: 'nonssh-service' },
  serve: (socket) =>
    whenSpokenTo(socket, () =>
      sayAndStay(socket, "-ERR unknown command 'SSH-2.0-client', with args beginning with: \r\n"),
    ),
};
