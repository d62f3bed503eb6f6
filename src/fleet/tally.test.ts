import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nameAt, shown } from './name.ts';
import { Tally } from './tally.ts';

test('few names are counted exactly', () => {
  const tally = new Tally(4);
  for (const name of ['a', 'b', 'a', 7, 7, 7]) tally.add(name);
  tally.add('a', 0, -1);
  assert.deepEqual(tally.top(2), {
    top: [
      { name: '0.0.0.7', count: 3, missed: 0 },
      { name: 'a', count: 1, missed: 0 },
    ],
    distinct: 3,
    approximate: false,
  });
});

test('of many names no count is too high, and none lower than it says', () => {
  const name = fc.oneof(
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: 1, max: 60 }).map((n) => `u${n}`),
  );
  fc.assert(
    fc.property(fc.array(name, { maxLength: 400 }), (names) => {
      const tally = new Tally(8);
      const real = new Map<string, number>();
      for (const n of names) {
        tally.add(n);
        real.set(shown(n), (real.get(shown(n)) ?? 0) + 1);
      }
      const { top } = tally.top(100);
      assert.equal(top.length <= 16, true);
      for (const { name: n, count, missed } of top) {
        assert.equal(count <= (real.get(n) ?? 0) && (real.get(n) ?? 0) <= count + missed, true, n);
      }
    }),
  );
});

test('the number of names is about right when they are too many to keep', () => {
  const tally = new Tally(64);
  for (let i = 1; i <= 50_000; i++) tally.add(i * 977);
  const { distinct, approximate } = tally.top(1);
  assert.equal(approximate && Math.abs(distinct - 50_000) < 4000, true, String(distinct));
});

test('addresses are names of their own', () => {
  for (const text of [
    '192.0.2.1',
    '255.255.255.255',
    '2001:db8::1',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '256.1.1.1',
    '0.0.0.0',
    'host',
  ]) {
    const bytes = Buffer.from(text);
    const name = nameAt(bytes, 0, text.length);
    assert.equal(shown(name), text);
  }
});
