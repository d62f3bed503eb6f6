import type { Behaviour } from '../behaviour.ts';
import { kexinit, packet, sayAndStay, version } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'packet-length-2-32',
  title: 'a packet that claims a length of 2^32-1',
  expect: { symptom: 'kex.invalid' },
  hostile: true,
  serve: (socket) => sayAndStay(socket, version, packet(kexinit(), 0xffffffff)),
};
