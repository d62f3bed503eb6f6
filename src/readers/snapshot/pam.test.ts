import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { serverOf } from '../../test/lab/server.ts';
import { part } from './pam.ts';

type Sections = Readonly<Record<string, readonly string[]>>;

const sunday = '2026-11-22T12:00:00Z';

function refusing(sshd: readonly string[], more: Sections = {}): readonly string[] {
  const { observations } = part.read(serverOf({ 'file:/etc/pam.d/sshd': sshd, ...more }, { now: sunday }));
  return observations.flatMap((o) => (o.kind === 'server.pam' ? `${o.value.phase} ${o.value.module}` : []));
}

function mute(account: readonly string[]): readonly string[] {
  const { observations } = part.read(serverOf({ 'file:/etc/pam.d/sshd': account }));
  return observations.flatMap((o) => (o.kind === 'server.pam-silent' ? o.value.module : []));
}

test('rules that may refuse without a word', () => {
  const unix = 'account required pam_unix.so';
  assert.deepEqual(mute([unix, 'account required pam_localuser.so file=/etc/staff']), ['pam_localuser.so']);
  const group = 'account requisite pam_succeed_if.so user ingroup ops';
  assert.deepEqual(mute([unix, group]), [], 'it logs that');
  assert.deepEqual(mute([unix, `${group} quiet`]), ['pam_succeed_if.so']);
  assert.deepEqual(mute([unix, group.replace('user', 'quiet user')]), ['pam_succeed_if.so']);
  assert.deepEqual(mute(['account sufficient pam_unix.so', 'account required pam_localuser.so']), [], 'not reached');
  assert.deepEqual(
    mute(['account required pam_localuser.so', 'account required pam_sss.so']),
    [],
    'the directory may refuse',
  );
  assert.deepEqual(mute(['account required pam_localuser.so', '@include common-account']), [], 'not all was read');
});

describe('the rules of PAM', () => {
  test('pam_deny refuses where nothing skips it', () => {
    assert.deepEqual(refusing(['account required pam_deny.so']), ['account pam_deny.so']);
    assert.deepEqual(refusing(['account optional pam_deny.so']), []);
    assert.deepEqual(refusing(['account sufficient pam_unix.so', 'account required pam_deny.so']), []);
  });

  test('the frame that Debian puts around its modules refuses nobody', () => {
    const common = ['account [success=1 default=ignore] pam_unix.so', 'account requisite pam_deny.so'];
    const files = { 'file:/etc/pam.d/common-account': [...common, 'account required pam_permit.so'] };
    assert.deepEqual(refusing(['@include common-account'], files), []);
    assert.deepEqual(refusing(['@include common-account', 'account required pam_deny.so'], files), [
      'account pam_deny.so',
    ]);
  });

  test('a module put into that frame makes its jump land on the rule that denies', () => {
    const unix = 'account [success=1 new_authtok_reqd=done default=ignore] pam_unix.so';
    const frame = (...between: readonly string[]): Sections => ({
      'file:/etc/pam.d/common-account': [unix, ...between, 'account requisite pam_deny.so'],
    });
    const holds = { shadow: ['alice P 2026-05-01 0 99999 7 -1'], chage: ['Password expires : never'] };
    const put = frame('account required pam_access.so');
    assert.deepEqual(refusing(['@include common-account'], { ...put, ...holds }), ['account pam_deny.so']);
    assert.deepEqual(refusing(['@include common-account'], { ...frame(), ...holds }), []);
    const due = { ...holds, chage: ['Password expires : password must be changed'] };
    assert.deepEqual(refusing(['@include common-account'], { ...put, ...due }), [], 'then it ends before');
    assert.deepEqual(refusing(['@include common-account'], put), [], 'nobody knows');
  });

  test('a list that everybody may write to, or a link, lets nobody in', () => {
    const rules = ['account required pam_listfile.so item=user sense=allow file=/etc/ssh/allowed onerr=succeed'];
    const of = (bits: string, path = '/etc/ssh/allowed'): readonly string[] =>
      refusing(rules, { 'pam.lists': [`${bits} 1 0 0 12 2026-05-01 10:00:00.000000000 +0000 ${path}`] });
    assert.deepEqual(of('-rw-rw-rw-'), ['account pam_listfile.so']);
    assert.deepEqual(of('lrwxrwxrwx', '/etc/ssh/allowed -> /srv/allowed'), ['account pam_listfile.so']);
    assert.deepEqual(of('-rw-rw-r--'), []);
    assert.deepEqual(of('-rw-rw-rw-', '/etc/ssh/denied'), [], 'another list');
  });

  test('a module that is not there refuses everybody who needs it', () => {
    const rules = ['account required pam_sss.so', 'session optional pam_gone.so', '-account required pam_duo.so'];
    const unix = '-rw-r--r-- 1 0 0 55376 Aug 10  2025 /usr/lib/x86_64-linux-gnu/security/pam_unix.so';
    const gone = ['sss', 'gone', 'duo'].map((name) => `pam_${name}.so: not there`);
    assert.deepEqual(refusing(rules, { 'pam.modules': [...gone, unix] }), ['account pam_sss.so']);
    assert.deepEqual(refusing(rules, { 'pam.modules': gone }), [], 'nobody knows where the modules are');
    assert.deepEqual(refusing(rules, { 'pam.modules': [unix] }), []);
    assert.deepEqual(refusing(['account required /opt/pam_sss.so'], { 'pam.modules': [...gone, unix] }), []);
  });

  test('behind a file that was not read nothing is sure', () => {
    assert.deepEqual(refusing(['@include of-our-own', 'session required pam_deny.so']), []);
  });

  // The clock of the server says Sunday, 12:00.
  for (const [times, refused] of [
    ['!Al0000-2400', true],
    ['Al0000-2400', false],
    ['Wk0800-1800', true],
    ['Wd0800-1800', false],
    ['Su1300-1800', true],
    ['MoTu0800-1800', false],
  ] as const) {
    test(`pam_time with ${times}`, () => {
      const files = { 'file:/etc/security/time.conf': ['# who', `sshd;*;alice;${times}`, 'sshd;*;bob;!Al0000-2400'] };
      assert.deepEqual(refusing(['account required pam_time.so'], files), refused ? ['account pam_time.so'] : []);
    });
  }
});
