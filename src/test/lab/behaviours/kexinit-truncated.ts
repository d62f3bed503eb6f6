import type { Behaviour } from '../behaviour.ts';
import { kexinit, packet, sayAndStay, version } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'kexinit-truncated',
  title: 'SSH_MSG_KEXINIT whose lists end in the middle',
  expect: { symptom: 'kex.invalid' },
  hostile: true,
  serve: (socket) => sayAndStay(socket, version, packet(kexinit().subarray(0, 60))),
};
