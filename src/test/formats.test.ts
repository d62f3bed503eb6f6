import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { derive } from '../infer/derive.ts';
import { factsOf, observed } from '../infer/facts.ts';
import { read } from '../read.ts';
import { recognise } from '../recognise.ts';
import { formats } from './lab/formats.ts';
import { explained } from './lab/told.ts';

/** The symptom of a text; `open` and all that it may be where the words do not tell; `goes-on` when nothing ended. */
function judged(text: string): string {
  const facts = derive(factsOf(recognise(text, { name: null, before: 0, at: '2026-01-31T12:00:00.000Z' }).map(read)));
  const symptoms = observed(facts, 'symptom').map((o) => o.value);
  if (symptoms.length === 0) return 'goes-on';
  const open = symptoms.some((value) => value.sure === false);
  return `${open ? 'open ' : ''}${symptoms.map((value) => value.is).join(' ')}`;
}

describe('what ends a connection in ssh', () => {
  const all = formats('client');
  test('there are many', () => assert.ok(all.length > 190, String(all.length)));
  for (const { releases, format, example, expected } of all) {
    test(`${format} (${releases})`, () => {
      const found = judged(example);
      // Of several that it may be nothing is wrong with knowing more.
      if (expected.startsWith('open ') && !found.startsWith('open '))
        assert.ok(expected.split(' ').includes(found), found);
      else assert.equal(found, expected);
    });
  }
});

describe('what sshd logs when it refuses, ends or does not serve', () => {
  const all = formats('server');
  test('there are many', () => assert.ok(all.length > 120, String(all.length)));
  for (const { releases, format, example, expected } of all) {
    test(`${format} (${releases})`, () => {
      // The listener goes by the name sshd in all releases; what came with 9.8 can be read under either name.
      for (const ident of ['sshd', 'sshd-session']) {
        const line = `Jan 31 12:00:00 web1 ${ident}[712]: ${example}`;
        const facts = factsOf(recognise(line, { name: null, before: 0, at: '2026-01-31T12:00:00.000Z' }).map(read));
        assert.deepEqual(
          observed(facts, 'sshd.log').map((o) => o.value.message),
          [example],
        );
        const { assessments, verdict } = explained(line);
        const own = assessments.find((a) => a.cause === expected)?.outcome;
        if (expected !== '-') assert.ok(own === 'confirmed' || own === 'possible', `${own}; ${verdict.candidates}`);
        assert.deepEqual(
          verdict.roots.filter((id) => id !== expected),
          [],
        );
      }
    });
  }
});
