import type { Behaviour } from '../behaviour.ts';
import { sayAndStay } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'silent-at-accept',
  title: 'accepts, then silence',
  row: 'C',
  expect: { symptom: 'identification.silent', suspect: 'sshd-frozen' },
  serve: (socket) => sayAndStay(socket),
};
