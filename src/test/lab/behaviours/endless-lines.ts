import { Buffer } from 'node:buffer';
import type { Behaviour } from '../behaviour.ts';
import { flood } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'endless-lines',
  title: 'lines without end, as fast as they are taken',
  expect: { symptom: ['identification.slow', 'identification.not-ssh'] },
  hostile: true,
  serve: (socket) => {
    const bytes = Buffer.from('welcome to the machine\r\n'.repeat(2000));
    flood(socket, () => bytes);
  },
};
