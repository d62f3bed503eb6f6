import type { Behaviour } from '../behaviour.ts';
import { sayAndStay } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'smtp',
  title: 'an SMTP server',
  expect: { symptom: 'identification.not-ssh', cause: 'nonssh-service' },
  serve: (socket) => sayAndStay(socket, '220 mail.example.com ESMTP Postfix\r\n'),
};
