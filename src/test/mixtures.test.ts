/*
 * Texts that tell of more than the failure in question: of another machine, of another time, of a login that works.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { explained } from './lab/told.ts';

const roots = (...lines: readonly string[]): readonly string[] => explained(lines.join('\n')).verdict.roots;
const denies = (host: string): string =>
  `Nov 30 11:20:01 ${host} sshd[100]: User kim from 10.19.0.9 not allowed because listed in DenyUsers`;
const denied = (host: string): readonly string[] => [
  `kim@lap:~$ ssh kim@${host}`,
  `kim@${host}: Permission denied (publickey).`,
];

describe('a log of another machine', () => {
  test('what web2 logs is no evidence of web1', () => {
    assert.deepEqual(roots(denies('web1'), ...denied('web1')), ['sshd-policy-denies-user']);
    assert.deepEqual(roots(denies('web2'), ...denied('web1')), []);
    // What a system is called by its owner and by itself need not be alike.
    assert.deepEqual(roots(denies('node7'), ...denied('web1')), ['sshd-policy-denies-user']);
    assert.deepEqual(roots(denies('web2'), ...denied('10.19.0.1')), ['sshd-policy-denies-user']);
  });

  test('of several that were called the one that fails is meant', () => {
    const other = ['kim@lap:~$ ssh kim@web2 hostname', 'web2'];
    assert.deepEqual(roots(...other, ...denied('web1'), denies('web2')), []);
    assert.deepEqual(roots(...other, ...denied('web1'), denies('web1')), ['sshd-policy-denies-user']);
  });
});

describe('a crash', () => {
  const crash = (time: string): string =>
    `${time} web1 kernel: sshd[2210]: segfault at 0 ip 00007f1b2c3d4e5f sp 00007ffd1a2b3c40 error 4 in libcrypto.so.3[7f1b2c200000+300000]`;
  const serves = (time: string): string => `${time} web1 sshd[812]: Server listening on 0.0.0.0 port 22.`;
  const lets = (time: string): string =>
    `${time} web1 sshd[4410]: Accepted password for ida from 10.14.0.9 port 50112 ssh2`;
  const closed = ['$ ssh kim@web1', 'Connection closed by 10.14.0.2 port 22'];

  test('is over where sshd serves since', () => {
    assert.deepEqual(roots(crash('Nov 30 09:11:10')), ['sshd-crash']);
    assert.deepEqual(roots(crash('Nov 02 09:11:10'), lets('Nov 30 09:11:10')), []);
    assert.deepEqual(roots(crash('Nov 02 09:11:10'), serves('Nov 30 06:00:00'), ...closed), []);
    assert.deepEqual(roots(lets('Nov 30 08:00:00'), crash('Nov 30 09:11:10'), ...closed), ['sshd-crash']);
  });

  test('look-alike: others are let in, and it starts again at once', () => {
    assert.deepEqual(roots(crash('Nov 30 09:11:10'), serves('Nov 30 09:11:11'), ...closed), ['sshd-crash']);
    assert.deepEqual(roots(crash('Nov 30 09:11:10'), lets('Nov 30 09:12:00'), ...closed), ['sshd-crash']);
  });
});

describe('a login that is seen to work', () => {
  const strict = 'sshd[204]: Authentication refused: bad ownership or modes for file /config/.ssh/authorized_keys';
  test('makes history of what the server logged above it', () => {
    assert.deepEqual(roots(strict), ['home-perms-strictmodes']);
    assert.deepEqual(roots(strict, '$ ssh -p 2222 abc@localhost', 'Welcome', 'abc@5f1c2a9b7e10:~$'), []);
    assert.deepEqual(
      roots(strict, 'kim@lap:~$ ssh kim@web1', 'Last login: Mon Nov 23 08:01:12 2026 from 10.3.0.9'),
      [],
    );
  });

  test('look-alike: it stands above, the client is still at home, another user', () => {
    const works = ['kim@lap:~$ ssh kim@web1', 'Last login: Mon Nov 23 08:01:12 2026 from 10.3.0.9'];
    assert.deepEqual(roots(...works, strict), ['home-perms-strictmodes']);
    assert.deepEqual(roots(strict, 'kim@lap:~$ ssh kim@web1', 'kim@lap:~$ '), ['home-perms-strictmodes']);
    const other = 'Nov 30 11:20:01 web1 sshd[100]: User bob from 10.19.0.9 not allowed because listed in DenyUsers';
    assert.deepEqual(roots(other, ...works), []);
  });
});

test('logs of Windows and macOS', () => {
  const row =
    '30.11.2026 08:31:02              4 Information      sshd: User svc from 10.6.0.3 not allowed because not listed in AllowUsers';
  assert.deepEqual(roots(row), ['sshd-policy-denies-user']);
  const shown =
    '2026-11-30 08:44:20.104000+0100 0x61f2     Default     0x0                  7312   0    sshd: User kit from 10.6.0.3 not allowed because not listed in AllowUsers';
  assert.deepEqual(roots(shown), ['sshd-policy-denies-user']);
});

test('how long time(1) says that a login took', () => {
  const pause = (command: string, real: string): boolean =>
    explained(`# ${command}\n\nreal\t${real}\nuser\t0m0.010s`).verdict.candidates.includes('dns-reverse-slow');
  assert.equal(pause('time ssh eve@10.18.0.2 true', '0m20.611s'), true);
  assert.equal(pause('time ssh eve@10.18.0.2 true', '0m1.611s'), false);
  assert.equal(pause('time ssh eve@10.18.0.2 ./backup.sh', '0m20.611s'), false);
});

test('the port that grep finds in the configuration', () => {
  const first = (command: string): string | undefined =>
    explained(
      `$ ssh me@10.13.0.3\nssh: connect to host 10.13.0.3 port 22: Connection refused\nroot@n3:~# ${command}\nPort 2200`,
    ).verdict.candidates[0];
  assert.equal(first('grep -i port /etc/ssh/sshd_config'), 'sshd-port-changed');
  assert.notEqual(first('grep -i port /etc/ssh/ssh_config'), 'sshd-port-changed');
});
