import { Buffer } from 'node:buffer';
import type { Behaviour } from '../behaviour.ts';
import { sayAndStay } from '../wire.ts';

export const behaviour: Behaviour = {
  id: 'mysql',
  title: 'a MySQL server',
  expect: { symptom: 'identification.not-ssh', cause: 'nonssh-service' },
  serve: (socket) =>
    sayAndStay(
      socket,
      Buffer.from(
        '4a0000000a382e302e3336002a0000005a3b4c1e2f5d6a3900ffffff0200ffdf15000000000000000000' +
          '001b5b1c2d3e4f5a6b7c8d9e0063616368696e675f736861325f70617373776f726400',
        'hex',
      ),
    ),
};
