import { randomBytes } from 'node:crypto';
import type { Behaviour } from '../behaviour.ts';
import { every } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'tarpit',
  title: 'a tarpit: one random line a second, without end',
  expect: {
    symptom: ['identification.slow', 'identification.not-ssh'],
    cause: 'tarpit',
  },
  hostile: true,
  serve: (socket) => {
    socket.resume();
    every(socket, 1000, () => socket.write(`${randomBytes(12).toString('hex')}\r\n`));
  },
};
