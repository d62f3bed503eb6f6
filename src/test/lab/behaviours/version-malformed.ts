import type { Behaviour } from '../behaviour.ts';
import { sayAndClose } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'version-malformed',
  title: 'a version line without protocol and software',
  expect: { symptom: ['identification.invalid', 'identification.not-ssh'] },
  serve: (socket) => sayAndClose(socket, 'SSH-banana\r\n'),
};
