import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Case, Fault, Truth } from './fault.ts';
import { drawPairs, namedPair, pairOf } from './pairs.ts';

const truth = (stage: Truth['stage'], ...causes: readonly string[]): Truth => ({ causes, stage, outcome: 'confirmed' });

function caseOf(id: string, of: Truth, more: Partial<Fault> = {}): Case {
  const fault: Fault = { id, title: id, releases: ['trixie'], truth: of, clientSettles: true, ...more };
  return { name: id, theme: 'any', fault, release: fault.releases[0] };
}

const stopped = caseOf('stopped', truth('tcp', 'sshd-not-running'));
const ban = caseOf('ban', truth('tcp', 'ip-ban'));
const locked = caseOf('locked', truth('auth', 'account-locked-or-expired'));
const well = caseOf('well', { causes: [], stage: 'session', outcome: 'healthy' });

test('of two faults the one that stops first must be named, in whatever order they are made', () => {
  for (const pair of [pairOf(stopped, locked), pairOf(locked, stopped)]) {
    assert.deepEqual(pair?.fault.truth, {
      ...truth('tcp', 'sshd-not-running'),
      hidden: ['account-locked-or-expired'],
    });
  }
});

test('at one stage either may be seen, and a healthy host adds nothing', () => {
  assert.deepEqual(pairOf(ban, stopped)?.fault.truth, { ...truth('tcp'), hidden: ['ip-ban', 'sshd-not-running'] });
  assert.equal(pairOf(well, locked)?.fault.truth, locked.fault.truth);
});

test('both are made, the first one first', async () => {
  const made: string[] = [];
  const making = (id: string): Case => caseOf(id, truth('tcp', id), { breakIt: async () => void made.push(id) });
  await pairOf(making('a'), making('b'))?.fault.breakIt?.(null as never, null as never);
  assert.deepEqual(made, ['a', 'b']);
});

test('what cannot stand on one host makes no pair', () => {
  const others = [
    caseOf('old', truth('kex', 'x'), { releases: ['bullseye'] }),
    caseOf('six', truth('kex', 'x'), { family: 6 }),
    caseOf('often', truth('kex', 'x'), { repeat: 5 }),
    caseOf('jump', truth('kex', 'x'), { jump: true }),
    caseOf('pid1', truth('kex', 'x'), { entry: 'exec sshd -D' }),
    stopped,
  ];
  for (const other of others) assert.equal(pairOf(stopped, other), null, other.name);
  const typed = (id: string, word: string): Case => caseOf(id, truth('kex', id), { target: [word] });
  assert.equal(pairOf(typed('a', 'bob@web1'), typed('b', 'web2')), null);
  assert.deepEqual(pairOf(typed('a', 'bob@web1'), stopped)?.fault.target, ['bob@web1']);
});

test('a seed draws the same pairs again, each once', () => {
  const cases = [stopped, ban, locked, well];
  const names = drawPairs(cases, 6, 3).map((pair) => pair.name);
  assert.equal(new Set(names).size, 6);
  assert.deepEqual(
    names,
    drawPairs(cases, 6, 3).map((pair) => pair.name),
  );
  assert.notDeepEqual(
    names,
    drawPairs(cases, 6, 4).map((pair) => pair.name),
  );
  // There are no more than twelve.
  assert.equal(drawPairs(cases, 50, 3).length, 12);
});

test('a pair is named by both', () => {
  assert.equal(namedPair([stopped, ban], 'ban+stopped')?.name, 'ban+stopped');
  assert.equal(namedPair([stopped, ban], 'ban+nothing'), null);
});
