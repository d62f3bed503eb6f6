import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said, serverOf } from '../../test/lab/server.ts';
import { part } from './starting.ts';

// 10:00:00 is the time that the snapshot was made.
const clock = String(Date.UTC(2026, 4, 4, 10, 0, 0) / 1000);
const accepted = (time: string, from = '192.0.2.10'): string =>
  `2026-05-04T${time}+00:00 web1 sshd-session[70]: Accepted publickey for alice from ${from} port 43748 ssh2: ED25519 SHA256:abc`;
const login = [accepted('09:59:45.100000')];
const ours = 'args=bash -c echo sshwhy-was-here ';
const shell = `88 bash state=S ppid=1 sid=88 age=14 wait=wait_woken ${ours}`;
const facts = (rows: readonly string[], log = login, more = {}): readonly string[] =>
  said(part.read(serverOf({ 'account.sessions': [clock, ...rows], 'log.journal': log, ...more })));

const rc = [
  '54 sshd state=S ppid=1 sid=54 age=14 wait=do_wait args=sshd: alice@notty    ',
  '55 sh state=S ppid=54 sid=54 age=14 wait=do_wait args=',
  '56 sh state=S ppid=55 sid=54 age=14 wait=do_wait args=/bin/sh /home/alice/.ssh/rc ',
  '78 sleep state=S ppid=56 sid=54 age=0 wait=hrtimer_nanosleep args=',
];

test('our own shell is still there, and waits for an answer from the network', () => {
  const dialling = ['0 1 192.0.2.1:38276 198.51.100.77:27000 users:(("bash",pid=88,fd=3)) timer:(on,4.164sec,7)'];
  assert.deepEqual(facts([shell], login, { dialling }), [
    'server.starting {"of":"shell","seconds":14,"program":"bash","channel":"wait_woken","to":"198.51.100.77:27000"}',
  ]);
});

test('the rc file of the account is still at work: its line is quoted, and that of what waits', () => {
  const { observations } = part.read(serverOf({ 'account.sessions': [clock, ...rc], 'log.journal': login }));
  assert.deepEqual(
    observations.map(({ at }) => at.quote),
    rc.slice(2),
  );
  assert.deepEqual(observations[0]?.value, { of: 'rc', seconds: 14, program: 'sleep', channel: 'hrtimer_nanosleep' });
});

test('a program that the shell has started waits', () => {
  const parent = shell.replace('wait_woken', 'do_wait');
  const child = '91 curl state=S ppid=88 sid=88 age=14 wait=do_sys_poll args=';
  assert.match(facts([parent, child]).join(), /"program":"curl","channel":"do_sys_poll"/);
});

const others: Readonly<Record<string, readonly string[]>> = {
  'of a login that came later': [shell.replace('age=14', 'age=9')],
  'of an earlier login': [shell.replace('age=14', 'age=400')],
  'that is no leader: something runs the command for us': [shell.replace('sid=88', 'sid=80')],
  'that somebody has stopped': [shell.replace('state=S', 'state=T')],
  'that still runs': [shell.replace('state=S', 'state=R').replace('wait_woken', '0')],
  'of a frozen group': [shell.replace('wait_woken', 'do_freezer_trap')],
  'that is short of memory': [shell.replace('wait_woken', 'mem_cgroup_handle_over_high')],
  'that cannot start a program, and tries again': [shell.replace('wait_woken', 'hrtimer_nanosleep')],
  'whose wait nobody may know': [shell.replace('wait_woken', '0')],
  'that gets on, by one quick program after the other': [
    shell.replace('wait_woken', 'do_wait'),
    '91 dircolors state=D ppid=88 sid=88 age=0 wait=rpc_wait_bit_killable args=',
  ],
  'that records sessions': [
    '88 script state=S ppid=1 sid=88 age=14 wait=poll_schedule_timeout args=script -c echo sshwhy-was-here ',
  ],
  'of a login without a command': ['88 bash state=S ppid=80 sid=88 age=14 wait=do_wait args=-bash '],
  'that was asked for something else': ['88 bash state=S ppid=80 sid=88 age=14 wait=do_wait args=bash -c make '],
  'of a script that has the shell its command': [shell.replace('args=bash -c', 'args=bash /usr/local/bin/menu -c')],
};
for (const [which, rows] of Object.entries(others))
  test(`no proof: a process ${which}`, () => {
    assert.deepEqual(facts(rows), []);
  });

test('no proof: sshd serves files, or holds the session while the shell is elsewhere', () => {
  const sftp = '54 sshd state=S ppid=53 sid=54 age=14 wait=do_sys_poll args=sshd: alice@internal-sftp ';
  assert.deepEqual([...facts([sftp]), ...facts(rc.slice(0, 1))], []);
});

test('no proof: the last login of this user from the address is another one, or none is logged', () => {
  assert.deepEqual(facts([shell], [...login, accepted('09:59:59.000000')]), []);
  assert.deepEqual(facts([shell], []), []);
  assert.equal(facts([shell], [...login, accepted('09:59:59.000000', '192.0.2.99')]).length, 1);
});

test('one that began minutes before is of the present, one of an hour ago is not', () => {
  const at = (age: number, time: string): number =>
    facts([shell.replace('age=14', `age=${age}`)], [accepted(time)]).length;
  assert.deepEqual([at(600, '09:49:59.000000'), at(3600, '08:59:59.000000')], [1, 0]);
});
