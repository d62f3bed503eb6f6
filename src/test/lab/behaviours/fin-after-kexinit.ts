import type { Behaviour } from '../behaviour.ts';
import { kexinit, packet, sayAndClose, version } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'fin-after-kexinit',
  title: 'the version line and SSH_MSG_KEXINIT, then FIN',
  expect: { symptom: 'kex.closed' },
  wantsSsh: true,
  serve: (socket) => sayAndClose(socket, version, packet(kexinit())),
};
