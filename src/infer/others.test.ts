import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Observation, ObservationKind, ObservationMap } from '../model/observation.ts';
import { derived, factsOf } from './facts.ts';
import { withoutOthers, withoutOvertaken } from './others.ts';

const at = { evidence: 'e1' };
const fact = <K extends ObservationKind>(kind: K, value: ObservationMap[K]): Observation => derived(kind, value, at);

/** Whether a line is left where the client logs in as these. */
function left(line: ObservationMap['sshd.log'], ...users: readonly string[]): boolean {
  const logins = users.map((user) => fact('client.target', { host: 'web1', user }));
  const facts = factsOf([{ covers: [], observations: [...logins, fact('sshd.log', line)] }]);
  return withoutOthers(facts).observations.length > logins.length;
}

test('what is said of another account is not of this login', () => {
  const message = 'User backup not allowed because account is locked';
  assert.equal(left({ message, user: 'backup' }, 'jo'), false);
  assert.equal(left({ message, user: 'backup' }, 'backup'), true);
  assert.equal(left({ message, user: 'backup' }, 'jo', 'backup'), true);
  assert.equal(
    left({ message: 'Authentication refused: bad ownership or modes for directory /home/kim' }, 'jo'),
    false,
  );
});

test('what may be of this login stays', () => {
  const message = 'Certificate invalid: expired';
  for (const [user, login] of [
    ['jo', 'JO'],
    ['EXAMPLE\\jo', 'jo'],
    ['jo@example.org', 'jo'],
    ['jo', 'user'],
    ['jo', 'your_username'],
  ] as const)
    assert.equal(left({ message, user }, login), true, user);
  assert.equal(left({ message }, 'jo'), true);
  assert.equal(left({ message, user: 'kim' }), true);
  assert.equal(left({ message: 'Authentication refused: bad ownership or modes for file /home/jo.a/x' }, 'jo'), true);
  assert.equal(left({ message: 'Authentication refused: bad ownership or modes for directory /srv/x' }, 'jo'), true);
  for (const home of ['/volume1/homes/ann', '/usr/home/ann/.ssh', '/Users/ann', '/root/.ssh'])
    assert.equal(
      left({ message: `Authentication refused: bad ownership or modes for directory ${home}` }, 'jo'),
      false,
      home,
    );
  assert.equal(left({ message: 'Authentication refused: bad ownership or modes for directory /root' }, 'root'), true);
});

test('where the client has no name, a crowd is nobody', () => {
  const lines = (users: readonly string[]) =>
    users.map((user) => fact('sshd.log', { message: `Invalid user ${user} from 192.0.2.9 port 40000`, user }));
  const denied = fact('auth.end', { how: 'denied' });
  const count = (observations: readonly Observation[]) =>
    withoutOthers(factsOf([{ covers: [], observations }])).observations.length;
  assert.equal(count([denied, ...lines(['admin', 'test'])]), 3);
  assert.equal(count([denied, ...lines(['admin', 'test', 'oracle'])]), 1);
  assert.equal(count(lines(['admin', 'test', 'oracle'])), 3);
});

test('where many addresses are turned away, none of them is the one', () => {
  const lines = (n: number) =>
    Array.from({ length: n }, (_, i) =>
      fact('sshd.log', {
        message: `drop connection #0 from [192.0.2.${i}]:40000 on [192.0.2.5]:22 penalty: failed authentication`,
      }),
    );
  const closed = fact('identification.end', { how: 'closed', by: 'ssh' });
  const count = (observations: readonly Observation[]) =>
    withoutOthers(factsOf([{ covers: [], observations }])).observations.length;
  assert.equal(count([closed, ...lines(2)]), 3);
  assert.equal(count([closed, ...lines(3)]), 1);
  assert.equal(count(lines(3)), 3);
  const heard = fact('identification.line', { text: 'Not allowed at this time', n: 0 });
  assert.equal(count([closed, heard, ...lines(3)]), 5);
  assert.equal(count([closed, fact('tcp.source', { port: 40000 }), ...lines(3)]), 5);
});

test('what was over before a login proves nothing, unless a client complains', () => {
  const line = fact('sshd.log', { message: 'error: accept: Too many open files', overtaken: true });
  const of = (...more: readonly Observation[]): string | undefined =>
    withoutOvertaken(factsOf([{ covers: [], observations: [line, ...more] }])).observations[0]?.kind;
  assert.equal(of(), 'sshd.past');
  assert.equal(of(fact('auth.end', { how: 'closed' })), 'sshd.log');
});
