import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said, serverOf } from '../../test/lab/server.ts';
import { part } from './connections.ts';

test('connections of the client that are established, by its port', () => {
  const connections = [
    'ESTAB 0 0 192.0.2.5:22 192.0.2.10:54956 users:(("sshd",pid=42,fd=4)) timer:(keepalive,119min,0)',
    'ESTAB 0 0 [::ffff:192.0.2.5]:22 [::ffff:192.0.2.10]:54958',
    'CLOSE-WAIT 23 0 192.0.2.5:22 192.0.2.10:45496',
    'ESTAB 0 0 192.0.2.5:22 192.0.2.99:54957',
  ];
  assert.deepEqual(said(part.read(serverOf({ connections }))), [
    'server.connection {"port":54956}',
    'server.connection {"port":54958}',
  ]);
});
