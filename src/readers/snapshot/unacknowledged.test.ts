import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverOf } from '../../test/lab/server.ts';
import { part } from './unacknowledged.ts';

const read = (...connections: readonly string[]): readonly unknown[] =>
  part.read(serverOf({ connections }, { from: '192.0.2.10' })).observations.map((o) => o.value);

test('octets to the client that were sent again and again', () => {
  const lost = 'LAST-ACK 0      1121   192.0.2.5:22 192.0.2.10:58762 timer:(on,13sec,7)';
  assert.deepEqual(read(lost), [{ octets: 1121, retransmissions: 7 }]);
  const mapped =
    'ESTAB 0 41 [::ffff:192.0.2.5]:22 [::ffff:192.0.2.10]:40000 users:(("sshd",pid=7,fd=4)) timer:(on,200ms,1)';
  assert.deepEqual(read(mapped), [{ octets: 41, retransmissions: 1 }]);
});

test("another's connection, one that is at rest, and one that only waits", () => {
  assert.deepEqual(
    read(
      'ESTAB 0 1121 192.0.2.5:22 192.0.2.99:58762 timer:(on,13sec,7)',
      'ESTAB 0 0 192.0.2.5:22 192.0.2.10:58763 timer:(keepalive,90min,0)',
      'ESTAB 0 36 192.0.2.5:22 192.0.2.10:58764',
    ),
    [],
  );
});
