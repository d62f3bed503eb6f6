import assert from 'node:assert/strict';
import { test } from 'node:test';
import { denoise } from '../noise.ts';

const refused = 'ssh: connect to host git01 port 22: Connection refused';
const left = (...lines: string[]): readonly string[] =>
  denoise(lines.join('\n'))
    .map(({ text }) => text)
    .filter((text) => text.startsWith('ssh: connect'));

test('what failed is over where somebody says below that it works now', () => {
  for (const said of [
    'works now, thanks',
    'never mind, fixed it: wrong key',
    'git01 works again',
    'all good now',
    '[10:07] fay: works now',
    'fay: ok, it works again',
  ])
    assert.deepEqual(left(refused, said), [], said);
  for (const said of [
    'works now but only with -4',
    'web3 works now',
    'hope it works now',
    'it works now from the office',
    'never works',
    'wifi works now',
    'ssh localhost works now',
    'I was told that it works again',
  ])
    assert.deepEqual(left(refused, said), [refused], said);
  assert.deepEqual(left('works now', refused), [refused]);
});

test('a recap of Ansible is clean where each host was reached and nothing was passed over', () => {
  const row = (host: string, unreachable: number, ignored: number): string =>
    `${host}    : ok=2    changed=0    unreachable=${unreachable}    failed=0    skipped=0    rescued=0    ignored=${ignored}`;
  assert.deepEqual(left(refused, 'PLAY RECAP ***', row('web1', 0, 0), row('git01', 0, 0)), []);
  assert.deepEqual(left(refused, 'PLAY RECAP ***', row('web1', 0, 0), row('git01', 1, 0)), [refused]);
  assert.deepEqual(left(refused, 'PLAY RECAP ***', row('web1', 0, 0), row('git01', 0, 1)), [refused]);
});

test('a program that tried again says that it came through, a check that it is up', () => {
  const failed =
    '{"level":0,"msg":"error syncing repo, will retry","error":"x: ssh: connect to host git01 port 22: No"}';
  assert.deepEqual(left(failed, '{"level":0,"msg":"updated successfully","ref":"main"}'), []);
  const alert = (host: string, state: string): string => `SERVICE ALERT: ${host};SSH;${state};HARD;3;${refused}`;
  assert.deepEqual(left(alert('git01', 'CRITICAL'), 'SERVICE ALERT: git01;SSH;OK;HARD;3;SSH OK - OpenSSH_9.2p1'), []);
  assert.equal(left(alert('git01', 'CRITICAL'), 'SERVICE ALERT: git02;SSH;OK;HARD;3;SSH OK - OpenSSH_9.2p1').length, 1);
});
