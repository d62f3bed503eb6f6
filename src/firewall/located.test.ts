import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { documentsIn, elements, type Located, listOf, textOf, wholeOf } from './located.ts';

/** Without the places. */
function plain({ value }: Located): unknown {
  if (Array.isArray(value)) return (value as readonly Located[]).map(plain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, one]) => [key, plain(one as Located)]));
  return value;
}

const opening = (text: string): boolean => /^[[{]/.test(text);

test('what JSON.parse reads is read alike, on one line and on many', () => {
  // A key of __proto__ is set by JSON.parse and not by the comparison here.
  const value = fc.jsonValue().filter((one) => !JSON.stringify(one).includes('__proto__'));
  fc.assert(
    fc.property(value, fc.constantFrom(0, 2), (one, space) => {
      const text = JSON.stringify([one], null, space);
      const { whole, broken } = documentsIn(text);
      assert.deepEqual(broken, []);
      assert.equal(whole.length, 1);
      assert.deepEqual(plain(whole[0] as Located), JSON.parse(text));
    }),
  );
});

test('each value knows its line', () => {
  const { whole } = documentsIn('$ aws ec2 describe\n{\n  "A": [\n    {"b": 1},\n    {"b": "x"}\n  ]\n}\nbye\n[2]\n');
  const [first, second] = whole;
  assert.deepEqual([first?.line, first?.end, second?.line], [2, 7, 9]);
  const list = listOf(first, 'A');
  assert.deepEqual(
    list.map(({ line }) => line),
    [4, 5],
  );
  assert.deepEqual([wholeOf(list[0], 'b'), textOf(list[1], 'b'), textOf(list[0], 'b')], [1, 'x', undefined]);
  assert.deepEqual(elements(list[0]), []);
});

test('what breaks off, nests too deeply or is no JSON is told with its place', () => {
  for (const text of ['{"a": [1, 2', '{"a" 1}', '[1,]', '{"a": nul}', '["a\n"]', '{"a": "\\x"}', '['.repeat(5000)]) {
    const { whole, broken } = documentsIn(`\n${text}\n`);
    assert.deepEqual([whole.length, broken[0]?.line], [0, 2], text.slice(0, 20));
  }
  assert.deepEqual(documentsIn('debug1: {"a": 1}\nPort 22'), { whole: [], broken: [] });
});

test('any text is read, and each of its lines at most once', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '1', 'a', '\n', ' ', '\\') }),
      (text) => {
        const { whole, broken } = documentsIn(text);
        const lines = [...whole, ...broken].sort((a, b) => a.line - b.line);
        for (const [i, one] of lines.entries())
          assert.ok(one.end >= one.line && one.end <= (lines[i + 1]?.line ?? 1e9));
        if (opening(text) && !text.includes('\n')) assert.ok(lines.length > 0);
      },
    ),
  );
});
