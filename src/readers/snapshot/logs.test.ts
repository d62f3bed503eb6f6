import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Section, ServerView } from '../../model/part.ts';
import { part } from './logs.ts';
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

function last(lines: readonly string[]): readonly unknown[] {
  const { observations } = part.read(server({ 'log.journal': lines }));
  return observations.flatMap((o) => (o.kind === 'sshd.login' ? o.value : []));
}

const at = (minute: number, pid: number, message: string): string =>
  `2026-11-22T11:${minute}:00.000000+0000 web1 sshd[${pid}]: ${message}`;
const left = 'Connection closed by authenticating user alice 198.51.100.7 port 51234 [preauth]';

describe('the last login in the log', () => {
  test('somebody came and left; a wrong password is counted', () => {
    assert.deepEqual(last([at(50, 7, left)]), [{ end: 'left', passwords: 0 }]);
    const wrong = at(50, 7, 'Failed password for alice from 198.51.100.7 port 51234 ssh2');
    assert.deepEqual(last([wrong, at(51, 7, left)]), [{ end: 'left', passwords: 1 }]);
  });

  test('the last counts, and none of another user or of an account that sshd calls invalid', () => {
    const accepted = 'Accepted publickey for alice from 198.51.100.7 port 51240 ssh2: ED25519 SHA256:abc';
    assert.deepEqual(last([at(40, 7, left), at(50, 9, accepted)]), [{ end: 'accepted', passwords: 0 }]);
    assert.deepEqual(last([at(50, 7, left.replace('authenticating user alice', 'authenticating user bob'))]), []);
    assert.deepEqual(last([at(50, 7, left.replace('authenticating', 'invalid'))]), []);
  });

  test('too many tries', () => {
    const many = 'error: maximum authentication attempts exceeded for alice from 198.51.100.7 port 4 ssh2 [preauth]';
    assert.deepEqual(last([at(50, 7, many)]), [{ end: 'too-many', passwords: 0 }]);
  });
});
