import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cksum } from './cksum.ts';

test('as cksum(1) of coreutils has it', () => {
  const of = (text: string): number => cksum(new TextEncoder().encode(text));
  assert.equal(of(''), 4294967295);
  assert.equal(of('\n'), 3515105045);
  assert.equal(of('a'.repeat(300)), 1664553091);
});
