import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assess } from '../infer/assess.ts';
import { factsOf } from '../infer/facts.ts';
import { truthOf } from '../infer/sign.ts';
import type { Example } from '../model/cause.ts';
import type { Facts, Observation, ObservationKind } from '../model/observation.ts';
import { examples } from './examples.gen.ts';
import { causes } from './registry.gen.ts';

const derived: readonly ObservationKind[] = ['symptom', 'stage', 'host.alive', 'attempts.rate', 'addresses.differ'];

const endless: ReadonlySet<ObservationKind> = new Set(['sshd.log', 'server.log']);

function factsOfExample(example: Example): Facts {
  const observations = example.seen.map(([kind, value]) => ({ kind, value, at: { evidence: 'e1' } }) as Observation);
  const made = example.end === 'server' ? derived.filter((kind) => kind !== 'symptom') : derived;
  // An example lists all that there is of a kind, but for those of which nobody ever has all.
  const stated = observations.map(({ kind }) => kind).filter((kind) => !endless.has(kind));
  return factsOf([{ covers: [...made, ...stated, ...(example.covers ?? [])], observations }]);
}

for (const cause of causes) {
  describe(cause.id, () => {
    const own = examples.get(cause.id) ?? [];

    test('has a proof or a possibility, and a look-alike', () => {
      assert.ok(
        own.some((e) => e.expect === 'confirmed' || e.expect === 'possible'),
        'no example in which it is the cause',
      );
      assert.ok(
        own.some((e) => e.name.startsWith('look-alike')),
        'no example named look-alike',
      );
      if (cause.decidedBy !== 'server')
        assert.ok(
          own.some((e) => e.expect === 'confirmed'),
          'no proof',
        );
      for (const e of own.filter((x) => x.name.startsWith('look-alike'))) assert.notEqual(e.expect, 'confirmed');
    });

    test('what waits behind another cause has a proof of that and a look-alike', () => {
      for (const waits of [true, false])
        assert.equal(
          own.some((e) => e.waits === waits),
          cause.stands !== undefined,
          `${waits}`,
        );
    });

    for (const example of own) {
      test(example.name, () => {
        const facts = factsOfExample(example);
        if (cause.stands !== undefined && example.waits !== undefined)
          assert.equal(truthOf(cause.stands, facts) === true, example.waits);
        assert.equal(assess(cause, facts).outcome, example.expect);
        if (example.expect !== 'confirmed') return;
        const others = causes.filter((c) => c.id !== cause.id && !cause.explains?.includes(c.id));
        const rivals = others.filter(
          (c) => assess(c, facts).outcome === 'confirmed' && !c.explains?.includes(cause.id),
        );
        assert.deepEqual(
          rivals.map((c) => c.id),
          [],
          'the same evidence confirms another cause',
        );
      });
    }
  });
}

test('ids are the file names, each once, and every name that a cause mentions exists', () => {
  const ids = causes.map((c) => c.id);
  assert.equal(new Set(ids).size, ids.length);
  for (const cause of causes) {
    for (const id of [...(cause.explains ?? []), ...cause.lookalikes.map((l) => l.cause)]) {
      assert.ok(ids.includes(id), `${cause.id} mentions ${id}`);
    }
  }
});
