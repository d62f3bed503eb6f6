import { Buffer } from 'node:buffer';
import type { Behaviour } from '../behaviour.ts';
import { sayAndStay, version } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'binary-before-version',
  title: 'a line of binary bytes, then the version line',
  expect: { symptom: ['identification.not-ssh', 'identification.invalid'] },
  hostile: true,
  serve: (socket) => sayAndStay(socket, Buffer.from([0, 1, 2, 0xfe, 0xff, 0, 0x80, 0x0a]), version),
};
