import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said, serverOf } from '../../test/lab/server.ts';
import { part } from './processes.ts';

const listener =
  '40 sshd state=S ppid=1 uid=0 start=1795348931 exe=/usr/sbin/sshd args=sshd: /usr/sbin/sshd -D [listener] 3 of 3-100 startups ';

test('the listener counts the connections that wait to log in', () => {
  assert.deepEqual(said(part.read(serverOf({ processes: [listener] }))), [
    'server.process {"name":"sshd","pid":40,"listener":true,"state":"running","replaced":false,"apart":false}',
    'server.resource {"what":"startups","state":"short","text":"3 connections wait to log in; MaxStartups begins at 3, and takes none from 100 on"}',
  ]);
});

test('a process that a signal has stopped, of a program that was replaced', () => {
  const line = '41 sshd state=T ppid=1 uid=0 start=1795348931 exe=/usr/sbin/sshd (deleted) args=/usr/sbin/sshd -D -e ';
  assert.deepEqual(said(part.read(serverOf({ processes: [line] }))), [
    'server.process {"name":"sshd","pid":41,"listener":true,"state":"stopped","replaced":true,"apart":false}',
  ]);
});

test('a session is no listener, also when it is left to init', () => {
  const line = '77 sshd state=S ppid=1 uid=1000 start=1 exe=/usr/sbin/sshd args=sshd: alice@pts/0 ';
  assert.match(said(part.read(serverOf({ processes: [line] })))[0] ?? '', /"listener":false/);
});

test('what has ended and nobody has fetched is no listener', () => {
  const line = '21 sshd state=Z ppid=1 uid=0 start=1 exe= args=';
  assert.match(said(part.read(serverOf({ processes: [line] })))[0] ?? '', /"listener":false,"state":"dead"/);
});

test('a frozen control group stops the listener, in either layout', () => {
  for (const line of [
    '/sys/fs/cgroup/system.slice/ssh.service/cgroup.freeze:1',
    '/sys/fs/cgroup/freezer/ssh/freezer.state:FROZEN',
  ]) {
    const facts = said(part.read(serverOf({ processes: [listener], cgroup: ['pid 40', line] })));
    assert.match(facts[0] ?? '', /"state":"stopped"/);
  }
});

test('without processes of its own name nothing is said, and the kind is not covered by nothing', () => {
  const one = '1 systemd state=S ppid=0 uid=0 start=1 exe=/usr/lib/systemd/systemd args=/sbin/init ';
  assert.deepEqual(part.read(serverOf({ processes: [one] })), { covers: [], observations: [] });
});

test('what sshd waits for while it lets this user in, and no other', () => {
  const children = ['44 alice 46 sleep', '50 bob 51 mount.cifs'];
  const facts = said(part.read(serverOf({ processes: [listener], 'sshd.children': children })));
  assert.deepEqual(facts.slice(2), ['server.waits {"program":"sleep"}']);
});

test('a listener with a configuration of its own', () => {
  const config = (options: string): string | undefined =>
    /"config":"([^"]*)"/.exec(
      said(part.read(serverOf({ processes: [listener.replace(' [listener]', `${options} [listener]`)] })))[0] ?? '',
    )?.[1];
  assert.equal(config(''), undefined);
  assert.equal(config(' -f /etc/ssh/sshd_config'), undefined);
  assert.equal(config(' -f /etc/ssh/sftp_config -p 22'), '/etc/ssh/sftp_config');
});
