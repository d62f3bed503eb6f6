import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { printable } from './text.ts';

test('plain text stays as it is', () => {
  assert.equal(printable('Permission denied (publickey).'), 'Permission denied (publickey).');
  assert.equal(printable('Zugriff verweigert — 拒否 🙂'), 'Zugriff verweigert — 拒否 🙂');
  assert.equal(printable('a\tb'), 'a b');
});

test('what acts or hides is shown', () => {
  assert.equal(printable('\x1b[31mred\x1b]0;title\x07'), '\\x1b[31mred\\x1b]0;title\\x07');
  assert.equal(printable('a\r\nb\0\x7f\x9b'), 'a\\x0d\\x0ab\\x00\\x7f\\x9b');
  assert.equal(
    printable('\u2028\u2029\u202e\u2066\u200e\u200b\ufeff'),
    '\\u{2028}\\u{2029}\\u{202E}\\u{2066}\\u{200E}\\u{200B}\\u{FEFF}',
  );
  assert.equal(printable('\ud800x\udfff'), '\\u{D800}x\\u{DFFF}');
  assert.equal(printable('\u{e0041}'), '\\u{E0041}');
});

test('long text is cut with an ellipsis, never within an escape or a pair', () => {
  assert.equal(printable('abcdef', 6), 'abcdef');
  assert.equal(printable('abcdefg', 6), 'abcde…');
  assert.equal(printable('abc\x1b\x1b', 6), 'abc…');
  assert.equal(printable('a🙂🙂', 4), 'a🙂…');
  assert.equal(printable('ab', 1), '…');
  assert.equal(printable('ab', 0), '');
  assert.equal(printable('x'.repeat(1e7)).length, 300);
});

test('nothing unsafe comes through, whatever goes in', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
    fc
      .array(fc.constantFrom('\x1b', '\u202e', '\ud83d', '\ude42', 'a', '\u2028', '\\', 'x'))
      .map((all) => all.join('')),
  );
  fc.assert(
    fc.property(anything, fc.integer({ min: -1, max: 60 }), (text, max) => {
      const shown = printable(text, max);
      assert.ok(shown.length <= Math.max(max, 0));
      assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      assert.equal(printable(shown, 1000), shown);
    }),
    { numRuns: 2000 },
  );
});
