import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { Behaviour } from '../behaviour.ts';
import { sayAndStay, version } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'garbage-after-version',
  title: 'the version line, then random bytes',
  expect: { symptom: 'kex.invalid' },
  hostile: true,
  serve: (socket) => sayAndStay(socket, version, Buffer.concat([Buffer.alloc(4, 0xa7), randomBytes(4092)])),
};
