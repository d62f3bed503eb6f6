import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explained } from '../../test/lab/told.ts';

function symptom(...lines: readonly string[]): string | null {
  return explained(lines.join('\n')).verdict.symptom;
}

const noKex = 'Unable to negotiate with 192.0.2.5 port 22: no matching cipher found. Their offer: 3des-cbc';

test('a later try that is in makes an earlier one history', () => {
  assert.equal(symptom('$ ssh sw3', noKex), 'kex.no-match');
  assert.equal(
    symptom('$ ssh sw3', noKex, '$ ssh -c +3des-cbc admin@sw3', '(admin@sw3) Password:', 'sw3#show clock'),
    null,
  );
  // A folded command, and a prompt in a mode.
  assert.equal(symptom(noKex, '$ ssh -oCiphers=+3des-cbc', '-oMACs=+hmac-sha1 admin@sw3', 'sw3(config)#'), null);
  // The prompt of another machine is none of that login.
  assert.equal(symptom(noKex, '$ ssh -c +3des-cbc admin@sw3', 'sw4#show clock'), 'kex.no-match');
});

test('what uptime says was asked of the other machine', () => {
  const refused = 'ssh: connect to host web1 port 22: Connection refused';
  const up = ' 10:04:01 up 3 days,  1 user';
  assert.equal(symptom('$ until ssh web1 uptime; do sleep 5; done', refused, up), null);
  assert.equal(symptom('$ uptime', up, '$ ssh web1', refused), 'tcp.refused');
  assert.equal(symptom(refused, '$ uptime', up), 'tcp.refused');
});

test('a session that broke is not cured by the next login', () => {
  const broke = 'client_loop: send disconnect: Broken pipe';
  const login = 'Last login: Tue Jun  9 08:11:52 2026 from 198.51.100.14';
  assert.notDeepEqual(explained(`${broke}\n$ ssh web1\n${login}`).verdict.candidates, []);
  assert.equal(symptom(broke, '$ ssh web1', 'alice@web1: Permission denied (publickey).'), 'auth.denied');
});

test('the second password was the right one', () => {
  const wrong = ["kim@web1's password:", 'Permission denied, please try again.', "kim@web1's password:"];
  assert.equal(symptom(...wrong), 'auth.denied');
  const login = 'Last login: Tue Jun  9 08:11:52 2026 from 198.51.100.14';
  assert.equal(symptom(...wrong, login), null);
  assert.equal(symptom('kim@edge:~$ ssh web1', login, 'kim@web1: Permission denied (publickey).'), 'auth.denied');
});

test('a default key that is not there was not named', () => {
  const text = [
    'debug1: identity file /home/a/.ssh/id_rsa type -1',
    'debug3: no such identity: /home/a/.ssh/id_rsa: No such file or directory',
    'debug1: Offering public key: /home/a/.ssh/work ED25519 SHA256:q',
    'Authenticated to web1 ([192.0.2.5]:22) using "publickey".',
  ];
  assert.deepEqual(explained(text.join('\n')).verdict.candidates, []);
});

test('one that is in elsewhere takes nothing back', () => {
  const silent = 'ssh: connect to host git.example.org port 22: Connection timed out';
  const last = 'Last login: Tue Jan  6 10:00:00 2026 from 192.0.2.9';
  const then = (call: string): string | null => symptom('$ ssh kim@git.example.org', silent, `$ ${call}`, last);
  assert.equal(then('ssh kim@bastion.example.org'), 'tcp.timeout');
  assert.equal(then('ssh -p 2222 kim@git.example.org'), 'tcp.timeout');
  assert.equal(then('ssh root@git.example.org'), null);
});
