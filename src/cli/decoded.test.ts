import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decoded } from './decoded.ts';

test('a text is the same in each encoding that a shell writes', () => {
  const text = 'ssh: connect to host m\u00fcller.example port 22: Connection refused\n';
  const wide = Buffer.from(`\ufeff${text}`, 'utf16le');
  for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`), wide, Buffer.from(wide).swap16()])
    assert.equal(decoded(bytes), text);
  assert.equal(decoded(new Uint8Array()), '');
});
