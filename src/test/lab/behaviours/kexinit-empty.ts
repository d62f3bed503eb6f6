import type { Behaviour } from '../behaviour.ts';
import { kexinit, packet, sayAndStay, version } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'kexinit-empty',
  title: 'SSH_MSG_KEXINIT with ten empty lists',
  expect: { symptom: 'kex.no-match', cause: 'algorithm-mismatch' },
  hostile: true,
  serve: (socket) => sayAndStay(socket, version, packet(kexinit(Array<string>(10).fill('')))),
};
