import type { Behaviour } from '../behaviour.ts';
import { sayAndStay } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'vnc',
  title: 'a VNC server',
  expect: { symptom: 'identification.not-ssh', cause: 'nonssh-service' },
  serve: (socket) => sayAndStay(socket, 'RFB 003.008\n'),
};
