import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverOf } from '../../test/lab/server.ts';
import { part } from './half-open.ts';

const read = (...halfopen: readonly string[]): readonly unknown[] =>
  part.read(serverOf({ halfopen }, { from: '192.0.2.10' })).observations.map((o) => o.value);

test('a SYN of the client that came in, and whose answer it did not take up', () => {
  assert.deepEqual(
    read(
      '0      0      192.0.2.5:22 192.0.2.10:41004',
      '0      0      [::ffff:192.0.2.5]:22 [::ffff:192.0.2.10]:40968',
    ),
    [{ connections: 2 }],
  );
});

test("another's, and one to another port", () => {
  assert.deepEqual(
    read('0      0      192.0.2.5:22 192.0.2.99:41004', '0      0      192.0.2.5:80 192.0.2.10:40968'),
    [],
  );
});
