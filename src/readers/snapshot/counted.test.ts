import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverOf } from '../../test/lab/server.ts';
import { isOver, unseenBy } from './counted.ts';

// As Linux 6.18 with HZ=250 wrote them, 26316.5 s after its boot.
const uptime = ['26316.50 10642.31'];
const recent =
  '/proc/net/xt_recent/b:src=192.0.2.10 ttl: 64 last_seen: 4301471294 oldest_pkt: 5 4301470745, 4301470827, 4301470983, 4301471138, 4301471294';
const bucket =
  '/proc/net/ipt_hashlimit/ssh:59 192.0.2.10:0->0.0.0.0:0 346346162749440 16492674360000000 8246337180000000';

const update = (seconds: number, hits: number, list = 'b'): string =>
  `-A INPUT -p tcp -m recent --update --seconds ${seconds} --hitcount ${hits} --name ${list} --rsource -j DROP`;
const limit = (list: string): string =>
  `-A INPUT -m hashlimit --hashlimit-above 1/min --hashlimit-name ${list} -j DROP`;

test('recent: so many times in so many seconds, by the clock of the kernel', () => {
  const server = serverOf({ uptime, counted: [recent] });
  assert.equal(isOver(server, update(60, 5)), true);
  // The five came within 2.2 s.
  assert.equal(isOver(server, update(1, 5)), false);
  assert.equal(isOver(server, update(60, 6)), false);
  assert.equal(isOver(server, update(60, 4, 'other')), false);
});

test('recent: a list of long ago tells nothing, since the rate of the clock is not known', () => {
  assert.equal(isOver(serverOf({ uptime: ['99316.50 1.0'], counted: [recent] }), update(60, 4)), false);
  assert.equal(isOver(serverOf({ counted: [recent] }), update(60, 4)), false);
});

test('hashlimit: less credit is left than a packet costs', () => {
  const rich = bucket.replace(' 346346162749440 ', ' 9246337180000000 ');
  assert.equal(isOver(serverOf({ counted: [bucket] }), limit('ssh')), true);
  assert.equal(isOver(serverOf({ counted: [rich] }), limit('ssh')), false);
  assert.equal(isOver(serverOf({ counted: [bucket] }), limit('web')), false);
});

test('the client is found however the kernel writes it, and no other is', () => {
  const long = '2001:0db8:0071:0001:0000:0000:0000:0010';
  const line = bucket.replace('ipt_', 'ip6t_').replace('192.0.2.10', long).replace('0.0.0.0', '0000:0000');
  assert.equal(isOver(serverOf({ counted: [line] }, { from: '2001:db8:71:1::10' }), limit('ssh')), true);
  assert.equal(isOver(serverOf({ counted: [line] }, { from: '2001:db8:71:1::11' }), limit('ssh')), false);
});

test('a list that only another port fills is known not to have the client', () => {
  const mask = '--mask 255.255.255.255 --rsource';
  const door = `-A INPUT -p tcp -m tcp --dport 22 -m recent --rcheck --seconds 60 --name knock ${mask} -j ACCEPT`;
  const bell = `-A INPUT -p tcp -m tcp --dport 7412 -m recent --set --name knock ${mask} -j DROP`;
  const unseen = (rules: readonly string[], counted: readonly string[] = []): readonly string[] => [
    ...(unseenBy(serverOf({ counted }), rules)?.lists ?? []),
  ];
  assert.deepEqual(unseen([bell, door]), ['knock']);
  // It stands on it; a rule for this very port puts it on it; the list is of networks; nobody looked.
  assert.deepEqual(unseen([bell, door], [recent.replace('/b:', '/knock:')]), []);
  assert.deepEqual(unseen([bell.replace('7412', '22'), door]), []);
  assert.deepEqual(unseen([bell, door].map((rule) => rule.replace('255.255.255.255', '255.255.255.0'))), []);
  assert.equal(unseenBy(serverOf({}), [bell, door]), undefined);
});

test('connections that stand are counted by network, and those that have ended are not', () => {
  const row = (state: string, peer: string): string =>
    `${state} 0 0 192.0.2.5:22 ${peer}:50000 users:(("sshd",pid=4,fd=4))`;
  const rule = (mask: number): string =>
    `-A INPUT -p tcp --dport 22 -m connlimit --connlimit-above 2 --connlimit-mask ${mask} --connlimit-saddr -j DROP`;
  const two = [row('ESTAB', '192.0.2.77'), row('ESTAB', '192.0.2.78')];
  assert.equal(isOver(serverOf({ connections: two }), rule(24)), true);
  assert.equal(isOver(serverOf({ connections: two }), rule(32)), false);
  assert.equal(
    isOver(serverOf({ connections: [row('TIME-WAIT', '192.0.2.77'), row('ESTAB', '192.0.2.78')] }), rule(24)),
    false,
  );
  assert.equal(isOver(serverOf({ connections: two }), 'tcp dport 22 ct count over 2 drop'), true);
});
