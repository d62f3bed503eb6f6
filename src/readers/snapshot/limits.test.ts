import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { serverOf } from '../../test/lab/server.ts';
import { part } from './limits.ts';

function limits(lines: readonly string[], running: string): readonly unknown[] {
  const sections = {
    id: ['uid=1000(alice) gid=1000(alice) groups=1000(alice),100(users)'],
    'account.processes': [running],
    'file:/etc/security/limits.conf': lines,
  };
  return part.read(serverOf(sections)).observations.map((o) => o.value);
}

test('what PAM is not told to read does not count', () => {
  const of = (...rules: readonly string[]): number =>
    part.read(serverOf({ 'file:/etc/security/limits.conf': ['alice hard maxlogins 0'], 'file:/etc/pam.d/sshd': rules }))
      .observations.length;
  assert.equal(of('session required pam_limits.so'), 1);
  assert.equal(of('session required pam_limits.so conf=/etc/security/sshd.conf'), 0);
  assert.equal(of('session required pam_limits.so', 'session required pam_limits.so conf=/etc/security/sshd.conf'), 1);
  assert.equal(of('session required pam_unix.so'), 0, 'no rule asks for limits');
  assert.equal(of('session required pam_unix.so', '@include common-session'), 1, 'not all was read');
});

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
