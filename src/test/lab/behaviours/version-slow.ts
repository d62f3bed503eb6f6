import type { Behaviour } from '../behaviour.ts';
import { every, sayAndClose, version } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'version-slow',
  title: 'the version line, one byte in 100 ms, then FIN',
  expect: { symptom: ['kex.closed', 'identification.slow'] },
  serve: (socket) => {
    const bytes = [...version];
    socket.resume();
    every(socket, 100, () => {
      const byte = bytes.shift();
      if (byte === undefined) sayAndClose(socket);
      else socket.write(byte);
    });
  },
};
