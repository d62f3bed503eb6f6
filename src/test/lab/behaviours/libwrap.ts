import type { Behaviour } from '../behaviour.ts';
import { after } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'libwrap',
  title: 'RST after five seconds, as TCP wrappers do',
  expect: { symptom: 'identification.reset', suspect: 'hosts-deny' },
  serve: (socket) => {
    socket.resume();
    after(socket, 5000, () => socket.resetAndDestroy());
  },
};
