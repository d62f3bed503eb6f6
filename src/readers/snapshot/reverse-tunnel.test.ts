import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said, serverOf } from '../../test/lab/server.ts';
import { part } from './holders.ts';

const socket = (port: number, pid: number, name = 'sshd'): string =>
  `LISTEN 0 128 0.0.0.0:${port} 0.0.0.0:* users:(("${name}",pid=${pid},fd=7))`;
const processes = [
  '39 sshd state=S ppid=1 uid=0 start=1 exe=/usr/sbin/sshd args=sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups ',
  '45 sshd state=S ppid=39 uid=0 start=1 exe=/usr/sbin/sshd args=sshd: alice [priv]   ',
  '78 sshd state=S ppid=45 uid=1000 start=1 exe=/usr/sbin/sshd args=sshd: alice          ',
];
const word = (why: string, time = '09:58:00', pid = 78): string =>
  `2026-05-04T${time}.000000+0000 web1 sshd[${pid}]: channel 2: open failed: connect failed: ${why}`;

function read(listeners: readonly string[], log: readonly string[] = [], titles = processes): readonly string[] {
  const printed = { holders: [], listeners, processes: titles, 'log.journal': log };
  return said(part.read(serverOf(printed, { port: 2222 }))).map((line) => line.replace('server.holder ', ''));
}
const forwards = { program: 'sshd', does: 'forwards' };

test('the near end of a tunnel, and what its process says of the far end', () => {
  const held = [socket(22, 39), socket(2222, 78)];
  assert.deepEqual(read(held), [JSON.stringify(forwards)]);
  const dead = (target: string): readonly string[] => [JSON.stringify({ ...forwards, target, others: false })];
  assert.deepEqual(read(held, [word('Connection refused')]), dead('nobody'));
  assert.deepEqual(read(held, [word('Connection refused'), word('No route to host')]), dead('unreachable'));
  assert.deepEqual(read(held, [word('Connection timed out')]), dead('silent'));
  const session = '78 sshd-session state=S ppid=45 uid=1000 start=1 exe=/usr/lib/x args=sshd-session: alice@notty ';
  assert.deepEqual(
    read([socket(2222, 78, 'sshd-session')], [word('Connection refused').replace('sshd[', 'sshd-session[')], [session]),
    dead('nobody'),
  );
});

test('what is old, or is said by another process, or of another port, tells nothing of the far end', () => {
  const held = [socket(22, 39), socket(2222, 78)];
  const open = [JSON.stringify(forwards)];
  assert.deepEqual(read(held, [word('Connection refused', '07:00:00')]), open);
  assert.deepEqual(read(held, [word('Connection refused', '09:58:00', 81)]), open);
  assert.deepEqual(read([...held, socket(8080, 78)], [word('Connection refused')]), open);
});

test('a listener of sshd itself is no tunnel', () => {
  assert.deepEqual(read([socket(2222, 39)], [word('Connection refused')]), []);
  assert.deepEqual(read([socket(2222, 45)]), []);
});
