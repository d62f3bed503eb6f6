import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Damage, losses, shapes } from './lab/damage.ts';
import { formats } from './lab/formats.ts';
import { explained, told } from './lab/told.ts';

/*
 * A text that is cut, broken, shortened or mixed confirms nothing that the whole does not confirm, or hold as its truth.
 */

interface Whole {
  readonly text: string;
  readonly truth: readonly string[];
}

const texts: readonly Whole[] = [
  ...told(),
  ...formats('client').map(({ example }) => ({ text: example, truth: [] })),
  ...formats('server').map(({ example, expected }) => ({
    text: example
      .split('\n')
      .map((line) => `Jan 31 12:00:00 web1 sshd[712]: ${line}`)
      .join('\n'),
    truth: [expected],
  })),
];

function rootsOf(text: string): readonly string[] {
  const report = explained(text);
  return [report, ...(report.others ?? [])].flatMap(({ verdict }) => verdict.roots);
}

const known = new Map<Whole, ReadonlySet<string>>();

function allowed(whole: Whole): ReadonlySet<string> {
  const before = known.get(whole);
  if (before !== undefined) return before;
  const roots = new Set([...whole.truth, ...rootsOf(whole.text)]);
  known.set(whole, roots);
  return roots;
}

function holds(damaged: string, wholes: readonly Whole[]): void {
  const may = new Set(wholes.flatMap((whole) => [...allowed(whole)]));
  assert.deepEqual(
    rootsOf(damaged).filter((id) => !may.has(id)),
    [],
    damaged,
  );
}

/** As many numbers as a damage may ask for: one after another, and from the start again. */
const numbers = fc.array(fc.nat(), { minLength: 8, maxLength: 24 });

function next(from: readonly number[]): (below: number) => number {
  let i = 0;
  return (below) => (from[i++ % from.length] ?? 0) % below;
}

describe('a damaged text confirms nothing new', () => {
  const runs = (kinds: Readonly<Record<string, Damage>>, numRuns: number): void => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.constantFrom(...Object.keys(kinds)), numbers, (whole, kind, from) => {
        holds(kinds[kind]?.(whole.text, next(from)) ?? '', [whole]);
      }),
      { numRuns },
    );
  };

  test('where a part of it is lost', () => runs(losses, 250));
  test('where it has another shape', () => runs(shapes, 200));

  test('where it stands with another one', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.constantFrom(...texts),
        fc.constantFrom('\n', '\n\n', '\n-----\n'),
        (one, other, between) => holds(one.text + between + other.text, [one, other]),
      ),
      { numRuns: 100 },
    );
  });
});

test('a reason that is cut off is no other reason', () => {
  const line = "/home/alice/.ssh/config line 7: Can't open user config file /srv/team/ssh.conf: Permission denied";
  assert.deepEqual(rootsOf(line), ['client-config-perms']);
  for (let width = 0; width < line.length; width++) assert.deepEqual(rootsOf(line.slice(0, width)), []);
});

test('what is no failure of ssh confirms nothing, however long it is', () => {
  const units = ['a', ' ', '\t', '`', '| ', '[]', '"', '{', '</p>', '@', '1.', 'ssh -a ', '-a ', '\\n', '\r', 'key '];
  const heads = ['', 'debug1: ', 'ssh: connect to host ', 'Jan 31 12:00:00 web1 sshd[712]: ', '$ ssh '];
  for (const head of heads) for (const unit of units) assert.deepEqual(rootsOf(head + unit.repeat(4000)), []);
});
