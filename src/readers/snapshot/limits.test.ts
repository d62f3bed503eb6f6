import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Section, ServerView } from '../../model/part.ts';
import { part } from './limits.ts';
import { viewOf } from './view.ts';

type Sections = Readonly<Record<string, readonly string[]>>;

/** A whole snapshot that root took, with these sections beside what it says of itself. */
function server(sections: Sections): ServerView {
  const all: Sections = {
    about: ['2026-11-22T12:00:00Z', 'web1', '0', 'user=alice from=198.51.100.7 port=22', 'zone=+0000'],
    ...sections,
  };
  const made = Object.entries(all).map(([name, lines]): Section => {
    return { name, command: name, state: 'ran', status: 0, cut: false, lines, at: 1, damage: null };
  });
  return viewOf({ sections: made, complete: true }, 'e');
}

function limits(lines: readonly string[], running: string): readonly unknown[] {
  const sections = {
    id: ['uid=1000(alice) gid=1000(alice) groups=1000(alice),100(users)'],
    'account.processes': [running],
    'file:/etc/security/limits.conf': lines,
  };
  return part.read(server(sections)).observations.map((o) => o.value);
}

describe('the limits of the account', () => {
  test('a login wants two processes', () => {
    assert.deepEqual(limits(['alice hard nproc 1'], '0'), [{ item: 'nproc', max: 1, reached: true }]);
    assert.deepEqual(limits(['@users - nproc 50'], '4'), [{ item: 'nproc', max: 50, reached: false }]);
  });

  test('those of others do not count', () => {
    assert.deepEqual(limits(['bob hard maxlogins 0', '@admins hard nproc 0', '#alice hard nproc 0'], '0'), []);
  });

  test('no login at all is sure; how many there are now is not', () => {
    assert.deepEqual(limits(['* hard maxsyslogins 0', 'alice - maxlogins 2'], '0'), [
      { item: 'maxsyslogins', max: 0, reached: true },
      { item: 'maxlogins', max: 2, reached: false },
    ]);
  });
});
