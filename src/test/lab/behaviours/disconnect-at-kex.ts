import type { Behaviour } from '../behaviour.ts';
import { disconnect, packet, sayAndClose, version } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'disconnect-at-kex',
  title: 'SSH_MSG_DISCONNECT with code 12 at the key exchange',
  expect: { symptom: ['kex.failed', 'kex.closed'] },
  serve: (socket) => sayAndClose(socket, version, packet(disconnect(12, 'Too many users, come back later'))),
};
