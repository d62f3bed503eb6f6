import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExampleObservation } from '../model/cause.ts';
import type { Observation } from '../model/observation.ts';
import { derive } from './derive.ts';
import { factsOf, observed } from './facts.ts';

function damage(
  ...offers: readonly (readonly [what: 'kex' | 'cipher-c2s' | 'cipher-s2c', algorithms: string])[]
): unknown {
  const seen = offers.map(([what, algorithms]): ExampleObservation => ['kex.offer', { what, algorithms }]);
  const observations = seen.map(([kind, value]) => ({ kind, value, at: { evidence: 'e1' } }) as Observation);
  return observed(derive(factsOf([{ covers: [], observations }])), 'kex.damaged').map((o) => o.value);
}

test('a list that is sent twice differs in one octet', () => {
  assert.deepEqual(damage(['cipher-c2s', 'aes128-ctr,aes256-ctr'], ['cipher-s2c', 'aes128-ctr,aes257-ctr']), [
    { what: 'cipher-s2c', names: ['aes256-ctr', 'aes257-ctr'] },
  ]);
});

test('lists of another choice are not damaged', () => {
  assert.deepEqual(damage(['cipher-c2s', 'aes128-ctr'], ['cipher-s2c', 'aes256-ctr']), []);
  assert.deepEqual(damage(['cipher-c2s', 'aes128-ctr'], ['cipher-s2c', 'aes128-ctr,aes192-ctr']), []);
  assert.deepEqual(damage(['kex', 'diffie-hellman-group16-sha512'], ['kex', 'diffie-hellman-group18-sha512']), []);
});
