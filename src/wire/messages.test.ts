import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { concat, encodeUtf8, string, uint8, uint32 } from './bytes.ts';
import { decodeDisconnect } from './messages.ts';

test('a disconnect, with and without its language tag', () => {
  const bare = concat(uint8(1), uint32(2), string('Too many authentication failures'));
  const expected = { code: 2, text: 'Too many authentication failures' };
  assert.deepEqual(decodeDisconnect(bare), expected);
  assert.deepEqual(decodeDisconnect(concat(bare, string('en'))), expected);
});

test('what is no disconnect', () => {
  assert.equal(decodeDisconnect(new Uint8Array(0)), null);
  assert.equal(decodeDisconnect(uint8(20)), null);
  assert.equal(decodeDisconnect(concat(uint8(1), uint32(2), uint32(1000), encodeUtf8('lie'))), null);
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      decodeDisconnect(concat(uint8(1), bytes));
    }),
  );
});
