import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Cause } from '../model/cause.ts';
import type { Facts, Observation, ObservationKind } from '../model/observation.ts';
import type { Sign } from '../model/sign.ts';
import { assess } from './assess.ts';
import { factsOf } from './facts.ts';
import { rule, truthOf } from './sign.ts';

const kinds: readonly ObservationKind[] = [
  'tcp.connect',
  'identification.end',
  'kex.end',
  'auth.end',
  'session.end',
  'sshd.log',
];
const values = ['a', 'b', 'c'];

const observation = fc
  .record({ kind: fc.constantFrom(...kinds), how: fc.constantFrom(...values) })
  .map(({ kind, how }) => ({ kind, value: { how }, at: { evidence: 'e1' } }) as unknown as Observation);

const { sign } = fc.letrec<{ sign: Sign }>((tie) => ({
  sign: fc.oneof(
    { maxDepth: 4 },
    fc.record({
      op: fc.constant('seen' as const),
      kind: fc.constantFrom(...kinds),
      where: fc.oneof(fc.constant({}), fc.record({ how: fc.constantFrom<unknown>('a', ['a', 'b'], /b|c/) })),
    }),
    fc.record({ op: fc.constantFrom('all' as const, 'any' as const), of: fc.array(tie('sign'), { maxLength: 3 }) }),
    fc.record({ op: fc.constant('not' as const), of: fc.tuple(tie('sign')) }),
  ),
}));

/** A world is what there is to see; looking at a kind shows all of that kind, or that there is none. */
function look(world: readonly Observation[], at: readonly ObservationKind[]): Facts {
  return factsOf([{ covers: at, observations: world.filter((o) => at.includes(o.kind)) }]);
}

const part = fc.subarray([...kinds]);
const optional = fc.option(sign, { nil: undefined });
const signs = fc.record({
  requires: optional,
  proves: optional,
  excludes: optional,
  suggests: fc.array(sign, { maxLength: 2 }),
});

function causeOf(parts: { readonly [sign in keyof Cause]?: unknown }): Cause {
  const given = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
  return { id: 'x', ...given } as unknown as Cause;
}

test('the truth alone is the same truth', () => {
  fc.assert(
    fc.property(fc.array(observation, { maxLength: 8 }), sign, part, (world, s, some) => {
      const facts = look(world, some);
      assert.equal(truthOf(s, facts), rule(s, facts).truth);
    }),
  );
});

describe('more evidence never turns a settled answer around', () => {
  test('a sign that is true or false stays so, whatever else is looked at', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 8 }), sign, part, part, (world, s, some, more) => {
        const before = rule(s, look(world, some)).truth;
        const after = rule(s, look(world, [...new Set([...some, ...more])])).truth;
        if (before !== 'unknown') assert.equal(after, before);
      }),
      { numRuns: 5000 },
    );
  });

  test('a cause that is ruled out is never confirmed later, and a confirmed one never ruled out', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 8 }), signs, part, part, (world, parts, some, more) => {
        const cause = causeOf(parts);
        const before = assess(cause, look(world, some)).outcome;
        const after = assess(cause, look(world, [...new Set([...some, ...more])])).outcome;
        if (before === 'ruled-out') assert.notEqual(after, 'confirmed');
        if (before === 'confirmed') assert.notEqual(after, 'ruled-out');
      }),
      { numRuns: 5000 },
    );
  });

  test('a proof without negation stands, also against evidence that is at odds with what was seen before', () => {
    const positive = fc
      .record({ kind: fc.constantFrom(...kinds), how: fc.constantFrom(...values) })
      .map(({ kind, how }): Sign => ({ op: 'seen', kind, where: { how } }));
    const observations = fc.array(observation, { maxLength: 6 });
    fc.assert(
      fc.property(observations, observations, positive, signs, (first, second, proves, parts) => {
        const cause = causeOf({ ...parts, proves });
        const before = assess(cause, factsOf([{ covers: [], observations: first }])).outcome;
        const after = assess(cause, factsOf([{ covers: [...kinds], observations: [...first, ...second] }])).outcome;
        if (before === 'confirmed') assert.notEqual(after, 'ruled-out');
      }),
      { numRuns: 5000 },
    );
  });

  test('what nobody looked at is unknown, not absent', () => {
    const s: Sign = { op: 'seen', kind: 'sshd.log', where: {} };
    assert.equal(rule(s, factsOf([])).truth, 'unknown');
    assert.deepEqual(rule(s, factsOf([])).missing, ['sshd.log']);
    assert.equal(rule(s, factsOf([{ covers: ['sshd.log'], observations: [] }])).truth, false);
    assert.equal(rule({ op: 'not', of: [s] }, factsOf([])).truth, 'unknown');
  });
});
