import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stampOf } from './stamps.ts';

test('a time, with and without a date', () => {
  assert.equal(stampOf('10:00:01 debug1: x'), 36_001_000);
  assert.equal(stampOf('[10:00:01.250] debug1: x'), 36_001_250);
  assert.equal(stampOf('2026-01-31T12:00:00.500Z debug1: x'), Date.UTC(2026, 0, 31, 12, 0, 0, 500));
  assert.equal(stampOf('debug1: Connecting to web1 [192.0.2.5] port 22.'), undefined);
});
