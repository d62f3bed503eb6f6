import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said, serverOf } from '../../test/lab/server.ts';
import { part } from './in-force.ts';

/** 2026-05-04T10:00:00.50Z is 1,000 s after the boot; process 40 began 900 s after it, at 09:58:20.50. */
const sections = {
  processes: [
    'clock 1777888800.500000000 1000.00 100',
    '39 sshd state=S ppid=1 uid=0 born=1000 exe=/usr/sbin/sshd args=sshd: /usr/sbin/sshd -D -p 2222 [listener] 0 of 10-100 startups ',
    '40 sshd state=S ppid=1 uid=0 born=90000 exe=/usr/sbin/sshd args=sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups ',
  ],
  listeners: [
    'LISTEN 0 128 0.0.0.0:2222 0.0.0.0:* users:(("sshd",pid=39,fd=3))',
    'LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=40,fd=3))',
  ],
};
const changed = (time: string): readonly string[] => [
  '-rw-r--r-- 1 0 0 3222 2026-01-01 00:00:00.000000000 +0000 /etc/ssh/sshd_config',
  `drwxr-xr-x 2 0 0 4096 2026-05-04 ${time} +0000 /etc/ssh/sshd_config.d`,
];
const force = (more: Readonly<Record<string, readonly string[]>>): readonly string[] =>
  said(part.read(serverOf({ ...sections, ...more })));
const yes = 'server.in-force {"pid":40,"sure":true}';
const no = yes.replace('true', 'false');

test('what was written before the sshd of this port began is in force', () => {
  assert.deepEqual(force({ 'config.times': changed('09:58:20.400000000') }), [yes]);
  // BusyBox tells no fraction.
  assert.deepEqual(force({ 'config.times': changed('09:58:19') }), [yes]);
});

test('what was written later is not, as far as is known; and where a time is not told nobody knows', () => {
  for (const time of ['09:58:20.600000000', '09:58:20'])
    assert.deepEqual(force({ 'config.times': changed(time) }), [no]);
  assert.deepEqual(force({ 'config.times': changed('?') }), []);
  assert.deepEqual(force({}), []);
  assert.deepEqual(force({ 'config.times': [] }), []);
  assert.deepEqual(force({ 'config.times': changed('09:58:00'), listeners: [] }), []);
});

test('nor does a later file matter, where systemd has told it to read them anew', () => {
  const reload = (pid: number, status: string): readonly string[] => [
    'MainPID=40',
    'ExecReload={ path=/usr/sbin/sshd ; argv[]=/usr/sbin/sshd -t ; ignore_errors=no ; start_time=[Mon 2026-05-04 09:59:00 UTC] ; stop_time=[Mon 2026-05-04 09:59:00 UTC] ; pid=50 ; code=exited ; status=0 }',
    `ExecReload={ path=/bin/kill ; argv[]=/bin/kill -HUP $MAINPID ; ignore_errors=no ; start_time=[Mon 2026-05-04 09:59:00 UTC] ; stop_time=[Mon 2026-05-04 09:59:00 UTC] ; pid=51 ; code=exited ; status=${status} }`,
    `ExecMainPID=${pid}`,
  ];
  const times = { 'config.times': changed('09:58:30.000000000') };
  assert.deepEqual(force({ ...times, 'unit:ssh.service': reload(40, '0') }), [yes]);
  assert.deepEqual(force({ ...times, 'unit:ssh.service': reload(40, '1') }), [no]);
});
