import { Buffer } from 'node:buffer';
import type { Behaviour } from '../behaviour.ts';
import { flood } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'endless-bytes',
  title: 'bytes without a line end, as fast as they are taken',
  expect: { symptom: ['identification.not-ssh', 'identification.invalid'] },
  hostile: true,
  serve: (socket) => {
    const bytes = Buffer.alloc(65_536, 'A');
    flood(socket, () => bytes);
  },
};
