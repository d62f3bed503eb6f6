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
  // What one line proves of somebody else is theirs by the lines around it.
  ...told().filter(({ title }) => !title.startsWith('trap: ')),
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

/** What is confirmed of it, and of none of its parts. */
function fresh(damaged: string, wholes: readonly Whole[]): readonly string[] {
  const may = new Set(wholes.flatMap((whole) => [...allowed(whole)]));
  return rootsOf(damaged).filter((id) => !may.has(id));
}

/** One in a hundred may: two texts can be put together to a third that nobody could tell from a true one. */
function hold<T>(
  cases: fc.Arbitrary<T>,
  numRuns: number,
  damage: (one: T) => readonly [string, readonly Whole[]],
): void {
  const bad = fc.sample(cases, numRuns).flatMap((one) => {
    const [damaged, wholes] = damage(one);
    const more = fresh(damaged, wholes);
    return more.length === 0 ? [] : [`${more.join(', ')}:\n${damaged}`];
  });
  assert.ok(bad.length <= numRuns / 100, bad.join('\n\n'));
}

/** As many numbers as a damage may ask for: one after another, and from the start again. */
const numbers = fc.array(fc.nat(), { minLength: 8, maxLength: 24 });

function next(from: readonly number[]): (below: number) => number {
  let i = 0;
  return (below) => (from[i++ % from.length] ?? 0) % below;
}

describe('a damaged text confirms nothing new', () => {
  const runs = (kinds: Readonly<Record<string, Damage>>, numRuns: number): void =>
    hold(
      fc.tuple(fc.constantFrom(...texts), fc.constantFrom(...Object.keys(kinds)), numbers),
      numRuns,
      ([whole, kind, from]) => [kinds[kind]?.(whole.text, next(from)) ?? '', [whole]],
    );

  test('where a part of it is lost', () => runs(losses, 300));
  test('where it has another shape', () => runs(shapes, 200));

  test('where it stands with another one', () => {
    const one = fc.constantFrom(...texts);
    hold(fc.tuple(one, one, fc.constantFrom('\n', '\n\n', '\n-----\n')), 200, ([first, second, between]) => [
      first.text + between + second.text,
      [first, second],
    ]);
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
