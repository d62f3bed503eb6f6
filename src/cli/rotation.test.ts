import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byLog } from './rotation.ts';

function order(...names: readonly string[]): readonly string[] {
  return byLog(names.map((name) => ({ name })))
    .flat()
    .map(({ name }) => name);
}

test('rotated logs, from the oldest part', () => {
  assert.deepEqual(order('auth.log', 'auth.log.1', 'auth.log.10.gz', 'auth.log.2.gz'), [
    'auth.log.10.gz',
    'auth.log.2.gz',
    'auth.log.1',
    'auth.log',
  ]);
  assert.deepEqual(order('secure', 'secure-20260111', 'secure-20260104.gz'), [
    'secure-20260104.gz',
    'secure-20260111',
    'secure',
  ]);
  assert.deepEqual(order('b.log', 'a.log.1', 'a.log'), ['b.log', 'a.log.1', 'a.log']);
});
