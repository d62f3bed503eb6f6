import type { Behaviour } from '../behaviour.ts';
import { sayAndStay } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'ftp',
  title: 'an FTP server',
  expect: { symptom: 'identification.not-ssh', cause: 'nonssh-service' },
  serve: (socket) => sayAndStay(socket, '220 ProFTPD Server (files) [::ffff:127.0.0.1]\r\n'),
};
