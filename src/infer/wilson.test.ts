import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { wilson } from './wilson.ts';

test('the interval of 7 failures in 20 is the one in the books', () => {
  const { low, high } = wilson(7, 20);
  assert.ok(Math.abs(low - 0.1812) < 0.0002, String(low));
  assert.ok(Math.abs(high - 0.5671) < 0.0002, String(high));
});

test('no failure in few attempts does not mean that there is none', () => {
  const { low, high } = wilson(0, 5);
  assert.equal(low, 0);
  assert.ok(high > 0.4);
});

test('the rate lies in its interval, and more attempts never widen it', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.nat(200), (failed, good) => {
      const tried = failed + good;
      if (tried === 0) return;
      const { low, high } = wilson(failed, tried);
      assert.ok(low >= 0 && high <= 1 && low <= failed / tried + 1e-4 && high >= failed / tried - 1e-4);
      const twice = wilson(failed * 2, tried * 2);
      assert.ok(twice.high - twice.low <= high - low + 1e-9);
    }),
  );
});
