import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { serverOf } from '../../test/lab/server.ts';
import { part } from './logs.ts';

/** Whom the collector was told of, and when. */
const about = { from: '198.51.100.7', now: '2026-11-22T12:00:00Z' };

function last(lines: readonly string[]): readonly unknown[] {
  const { observations } = part.read(serverOf({ 'log.journal': lines }, about));
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

  test('PAM has closed its session, so it had not refused it', () => {
    const accepted = 'Accepted publickey for alice from 198.51.100.7 port 51240 ssh2: ED25519 SHA256:abc';
    const closed = 'pam_unix(sshd:session): session closed for user alice';
    const login = { end: 'accepted', passwords: 0 };
    assert.deepEqual(last([at(50, 9, accepted), at(51, 9, closed)]), [{ ...login, session: 'closed' }]);
    // That of another login.
    assert.deepEqual(last([at(40, 7, accepted), at(41, 7, closed), at(50, 9, accepted)]), [login]);
  });

  test('too many tries', () => {
    const many = 'error: maximum authentication attempts exceeded for alice from 198.51.100.7 port 4 ssh2 [preauth]';
    assert.deepEqual(last([at(50, 7, many)]), [{ end: 'too-many', passwords: 0 }]);
  });
});

describe('what a login that was let in has put behind', () => {
  const accepted = at(50, 9, 'Accepted publickey for bob from 192.0.2.30 port 51240 ssh2: ED25519 SHA256:abc');
  const said = (...lines: readonly string[]): readonly unknown[] =>
    part
      .read(serverOf({ 'log.journal': lines }, about))
      .observations.flatMap((o) => (o.kind === 'sshd.log' ? [o.value] : []));

  test('an sshd that did not come to listen', () => {
    const bind = at(45, 5, 'error: Bind to port 2022 on 192.0.2.9 failed: Cannot assign requested address.');
    const fatal = at(45, 5, 'fatal: Cannot bind any address.');
    assert.equal(said(bind, fatal).length, 2);
    assert.equal(said(bind, fatal, accepted).length, 0);
    assert.equal(said(accepted.replace('11:50', '11:44'), bind, fatal).length, 2);
    // The other one of its addresses may serve.
    assert.equal(said(bind, accepted).length, 1);
  });

  test('what names nobody is marked', () => {
    const message = 'error: accept: Too many open files';
    assert.deepEqual(said(at(45, 5, message), accepted), [{ message, overtaken: true }]);
    assert.deepEqual(said(at(55, 5, message), accepted), [{ message }]);
  });
});

function messages(...lines: readonly string[]): readonly string[] {
  const text = lines.map((line) => `2026-05-04T09:${line}`);
  return part
    .read(serverOf({ 'log.journal': text }))
    .observations.flatMap((o) => (o.kind === 'sshd.log' ? [o.value.message] : []));
}

const gone = 'sshd: no hostkeys available -- exiting.';

test('what an sshd said that has been started anew since is over', () => {
  assert.deepEqual(messages(`50:00+0000 web1 sshd[30]: ${gone}`), [gone]);
  assert.deepEqual(
    messages(`50:00+0000 web1 sshd[30]: ${gone}`, '51:00+0000 web1 sshd[40]: Server listening on 0.0.0.0 port 22.'),
    ['Server listening on 0.0.0.0 port 22.'],
  );
});

test('what the sshd that listens said before it listened counts', () => {
  const taken = 'error: Bind to port 22 on 0.0.0.0 failed: Address already in use.';
  const kept = messages(
    `51:00.1+0000 web1 sshd[40]: ${taken}`,
    '51:00.2+0000 web1 sshd[40]: Server listening on :: port 22.',
  );
  assert.ok(kept.includes(taken));
});

test('what failed before a login of the same user and address is over, and other users say nothing', () => {
  const failed = 'Failed publickey for alice from 192.0.2.10 port 4 ssh2';
  const worked = 'Accepted publickey for alice from 192.0.2.10 port 5 ssh2';
  assert.deepEqual(messages(`52:00+0000 web1 sshd[50]: ${failed}`), [failed]);
  assert.deepEqual(messages(`52:00+0000 web1 sshd[50]: ${failed}`, `53:00+0000 web1 sshd[51]: ${worked}`), [worked]);
  assert.deepEqual(messages('52:00+0000 web1 sshd[50]: Failed publickey for bob from 192.0.2.10 port 4 ssh2'), []);
});

test('the last word of a listener, or of an sshd that was to become one', () => {
  const lastWord = (...lines: readonly string[]): readonly unknown[] => {
    const { observations } = part.read(serverOf({ 'log.journal': lines }, about));
    return observations.flatMap((o) => (o.kind === 'sshd.last-word' ? o.value.message : []));
  };
  const ended = 'Received signal 15; terminating.';
  const lines = [at(10, 5, 'Server listening on 0.0.0.0 port 22.'), at(20, 5, ended)];
  assert.deepEqual(lastWord(...lines), [ended]);
  assert.deepEqual(lastWord(...lines, at(30, 7, left)), [ended]);
  const refused = '/etc/ssh/sshd_config line 3: unsupported option "never".';
  assert.deepEqual(lastWord(...lines, at(30, 9, refused)), [refused]);
});
