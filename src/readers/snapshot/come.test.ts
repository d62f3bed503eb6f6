import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverOf } from '../../test/lab/server.ts';

const addresses = ['2: eth0: <BROADCAST,UP,LOWER_UP> mtu 1500', '    inet 192.0.2.2/24 scope global eth0'];
const hop = '198.51.100.7';
const from = (
  printed: Readonly<Record<string, readonly string[]>>,
  through: readonly string[] = [hop],
): string | null => serverOf({ addresses, ...printed }, { through }).from;
const logged = (message: string): Readonly<Record<string, readonly string[]>> => ({
  'log.journal': [`2026-05-04T09:59:58.123456+00:00 web1 sshd[812]: ${message}`],
});

test('without a hop it is the client that the collector was told of', () => {
  assert.equal(serverOf({ addresses }).from, '192.0.2.10');
});

test('a hop comes by its address where the log or a socket shows it', () => {
  assert.equal(from({}), null);
  assert.equal(from(logged(`Accepted publickey for bob from ${hop} port 50000 ssh2`)), hop);
  assert.equal(from(logged(`Connection closed by authenticating user alice ${hop} port 50000 [preauth]`)), hop);
  assert.equal(from(logged('Accepted publickey for bob from 198.51.100.70 port 50000 ssh2')), null);
  assert.equal(from({ connections: [`ESTAB 0 0 192.0.2.2:22 ${hop}:50000 users:(("sshd",pid=9,fd=4))`] }), hop);
  assert.equal(from({ halfopen: [`0 0 192.0.2.2:22 ${hop}:50000`] }), hop);
  assert.equal(from({ halfopen: [`0 0 192.0.2.2:80 ${hop}:50000`] }), null);
});

test('the words of another program are no connection', () => {
  const words = { 'log.journal': [`2026-05-04T09:59:58.123456+00:00 web1 backup[9]: from ${hop} port 22`] };
  assert.equal(from(words), null);
});

test('a hop with two addresses that have come, a server with two kinds of addresses: nobody knows', () => {
  const both = {
    'log.journal': [hop, '198.51.100.8'].map(
      (one) => `2026-05-04T09:59:58Z web1 sshd[8]: Accepted publickey for bob from ${one} port 5 ssh2`,
    ),
  };
  assert.equal(from(both, [hop, '198.51.100.8']), null);
  const mixed = { addresses: [...addresses, '3: eth1: <UP> mtu 1500', '    inet 10.0.0.2/24 scope global eth1'] };
  assert.equal(from({ ...mixed, ...logged(`Accepted publickey for bob from ${hop} port 50000 ssh2`) }), null);
});

test('what was asked about the client is no answer about the hop', () => {
  const server = serverOf({ addresses, 'route.back': ['192.0.2.10 dev eth0 src 192.0.2.2'] }, { through: [hop] });
  assert.equal(server.whole('route.back'), null);
  assert.notEqual(serverOf({ 'route.back': ['192.0.2.10 dev eth0'] }).whole('route.back'), null);
});
