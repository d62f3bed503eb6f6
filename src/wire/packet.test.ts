import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { concat, encodeUtf8, uint32 } from './bytes.ts';
import { packClear, readClear } from './packet.ts';

test('what is packed is read, and nothing more', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 2000 }), fc.uint8Array(), (payload, after) => {
      const packed = packClear(payload);
      assert.equal(packed.length % 8, 0);
      assert.ok((packed[4] ?? 0) >= 4);
      const read = readClear(concat(packed, after));
      assert.equal(read.is, 'packet');
      if (read.is !== 'packet') return;
      assert.deepEqual([...read.payload], [...payload]);
      assert.deepEqual([...read.rest], [...after]);
      for (let n = 0; n < packed.length; n += 7)
        assert.deepEqual(readClear(packed.subarray(0, n)), { is: 'incomplete' });
    }),
  );
});

test('text where a packet is due', () => {
  // What OpenSSH says of it: Bad packet length 1349676916.
  assert.deepEqual(readClear(encodeUtf8('Protocol mismatch.\n')), { is: 'invalid', length: 1349676916 });
});

test('lengths that lie', () => {
  const claim = (length: number, padding: number): string =>
    readClear(concat(uint32(length), Uint8Array.of(padding))).is;
  assert.equal(claim(0, 4), 'invalid');
  assert.equal(claim(4, 4), 'invalid');
  assert.equal(claim(13, 4), 'invalid');
  assert.equal(claim(12, 3), 'invalid');
  assert.equal(claim(12, 11), 'invalid');
  assert.equal(claim(12, 10), 'incomplete');
  assert.equal(claim(256 * 1024 - 4, 4), 'incomplete');
  assert.equal(claim(256 * 1024 + 4, 4), 'invalid');
  assert.equal(claim(0xffffffff, 4), 'invalid');
});

test('any octets', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => ['packet', 'incomplete', 'invalid'].includes(readClear(bytes).is)));
});
