import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { reader } from '../sshd-log.ts';

function kept(...lines: readonly string[]): readonly string[] {
  const at = '2026-01-31T12:00:00.000Z';
  const data = lines.join('\n');
  return reader
    .read({ id: 'e1', kind: 'sshd-log', vantage: 'server', at, title: '', data })
    .observations.flatMap((o) => (o.kind === 'sshd.log' ? [o.value.message] : []));
}

const line = (second: number, pid: number, message: string): string =>
  `Jan 31 11:59:${String(second).padStart(2, '0')} web1 sshd[${pid}]: ${message}`;
const modes = 'Authentication refused: bad ownership or modes for directory /home/alice';
const left = (user: string, from: string): string =>
  `Connection closed by authenticating user ${user} ${from} port 4000 [preauth]`;
const from = '192.0.2.9';

describe('a try that was made again', () => {
  test('what it said is over', () => {
    const first = [line(1, 7, modes), line(1, 7, left('alice', from))];
    assert.equal(kept(...first).length, 2);
    assert.deepEqual(kept(...first, line(9, 8, left('alice', from))), [left('alice', from)]);
  });

  test('not by what sshd makes of the answer of a module, where no line names a process', () => {
    const module = "pam_winbind(sshd:account): user 'CORP\\tim' password expired";
    const refused = 'fatal: Access denied for user CORP\\\\tim by PAM account configuration [preauth]';
    assert.deepEqual(kept(module, refused), [module, refused]);
  });

  test('the client’s port tells one try from the next where no line names a process', () => {
    const refused = (port: number): string =>
      `Failed publickey for alice from ${from} port ${port} ssh2: ED25519 SHA256:abc`;
    const end = (port: number): string =>
      `Connection closed by authenticating user alice ${from} port ${port} [preauth]`;
    assert.deepEqual(kept(refused(4000), end(4000)), [refused(4000), end(4000)]);
    assert.deepEqual(kept(refused(4000), end(4000), refused(4001), end(4001)), [refused(4001), end(4001)]);
  });

  test('a line without a process and without a port is of the try below it', () => {
    const denied = `User alice from ${from} not allowed because listed in DenyUsers`;
    const end = (port: number): string => `Connection closed by invalid user alice ${from} port ${port} [preauth]`;
    assert.deepEqual(kept(denied, end(4000)), [denied, end(4000)]);
    assert.deepEqual(kept(denied, end(4000), end(4001)), [end(4001)]);
  });

  test('why a user is not allowed is said in the same try as its end, though it names no address', () => {
    const locked = 'User alice not allowed because account is locked';
    const end = (port: number): string => `Connection closed by invalid user alice ${from} port ${port} [preauth]`;
    assert.deepEqual(kept(locked, end(4000)), [locked, end(4000)]);
    assert.deepEqual(kept(locked, end(4000), end(4001)), [end(4001)]);
  });

  test('a start has one line for each address, also where no line names a process', () => {
    const start = ['Server listening on 0.0.0.0 port 22.', 'Server listening on :: port 22.'];
    assert.deepEqual(kept(...start), start);
  });

  test('sshd could not start, and somebody was let in since', () => {
    const missing = 'fatal: /usr/libexec/sshd-session does not exist or is not executable';
    const accepted = `Accepted publickey for alice from ${from} port 4002 ssh2: ED25519 SHA256:abc`;
    assert.ok(kept(line(1, 7, missing)).includes(missing));
    assert.ok(!kept(line(1, 7, missing), line(9, 9, accepted)).includes(missing));
  });

  test('a lock outlasts the try that made it, until the user is let in', () => {
    const locked = 'pam_faillock(sshd:auth): Consecutive login failures for user alice account temporarily locked';
    const failed = `Failed password for alice from ${from} port 4000 ssh2`;
    const accepted = `Accepted password for alice from ${from} port 4002 ssh2`;
    const tries = [line(1, 7, locked), line(1, 7, failed), line(9, 8, failed)];
    assert.deepEqual(kept(...tries), [locked, failed]);
    assert.deepEqual(kept(...tries, line(12, 9, accepted)), [accepted]);
  });

  test('not by another user, or at the same time', () => {
    const first = [line(1, 7, modes), line(5, 7, left('alice', from))];
    assert.ok(kept(...first, line(9, 8, left('bob', from))).includes(modes));
    assert.ok(kept(line(3, 8, left('alice', from)), ...first).includes(modes));
  });

  test('PAM names the user alone: any later try of the user counts', () => {
    const ended = 'pam_unix(sshd:account): account alice has expired (account expired)';
    assert.deepEqual(kept(line(1, 7, ended), line(9, 8, left('alice', from))), [left('alice', from)]);
    assert.ok(kept(line(1, 7, ended), line(9, 8, left('bob', from))).includes(ended));
  });

  test('an sshd that has half of its port is over with the next one at that port', () => {
    const taken = 'error: Bind to port 22 on 0.0.0.0 failed: Address already in use.';
    const half = [line(1, 7, taken), line(1, 7, 'Server listening on :: port 22.')];
    assert.ok(kept(...half).includes(taken));
    assert.ok(!kept(...half, line(1, 9, 'Server listening on 0.0.0.0 port 22.')).includes(taken));
    assert.ok(kept(...half, line(1, 9, 'Server listening on 0.0.0.0 port 2222.')).includes(taken));
  });

  test('a log that begins with its end is read by its times', () => {
    const last = line(9, 8, left('alice', from));
    assert.deepEqual(kept(last, line(1, 7, left('alice', from)), line(1, 7, modes)), [left('alice', from)]);
  });

  test('a connection that got to no name is over when its address gets to one, and not before', () => {
    const none = `Unable to negotiate with ${from} port 4000: no matching host key type found. Their offer: ssh-dss`;
    const early = `Connection closed by ${from} port 4001 [preauth]`;
    assert.ok(kept(line(1, 7, none), line(2, 8, early)).includes(none));
    assert.deepEqual(kept(line(1, 7, none), line(2, 8, left('alice', from))), [left('alice', from)]);
  });

  test('what the process of a session says goes with its login, and with the sshd before', () => {
    const into = (port: number): string =>
      `Accepted publickey for alice from ${from} port ${port} ssh2: ED25519 SHA256:a`;
    const chroot = 'fatal: bad ownership or modes for chroot directory component "/home/"';
    const first = [line(1, 7, into(4000)), line(1, 9, chroot)];
    assert.ok(kept(...first).includes(chroot));
    assert.deepEqual(kept(...first, line(9, 12, into(4002))), [into(4002)]);
    assert.ok(!kept(...first, line(9, 12, 'Server listening on 0.0.0.0 port 22.')).includes(chroot));
  });
});
