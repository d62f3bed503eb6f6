import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverOf } from '../../test/lab/server.ts';
import { part } from './routes.ts';

const from = '192.0.2.10';

function way(route: string, neighbours: readonly string[]): string {
  const { observations } = part.read(serverOf({ 'route.back': [route], neighbours }, { from }));
  const fact = observations.find((o) => o.kind === 'server.route');
  return fact?.kind === 'server.route' ? fact.value.state : '';
}

test('the next hop of the way back is the gateway, or the client itself', () => {
  const gateway = `${from} via 198.51.100.1 dev eth0 src 198.51.100.5 uid 0`;
  const near = `${from} dev eth0 src 192.0.2.5 uid 0`;
  assert.equal(way(gateway, ['198.51.100.1 dev eth0 lladdr 52:54:00:12:34:56 REACHABLE']), 'found');
  const other = '198.51.100.9 dev eth0 lladdr 52:54:00:12:34:57 STALE';
  assert.equal(way(gateway, ['198.51.100.1 dev eth0 FAILED', other]), 'dead');
  assert.equal(way(near, [`${from} dev eth0 INCOMPLETE`, other]), 'dead');
  // Where nobody answers, nothing arrives.
  assert.equal(way(gateway, ['198.51.100.1 dev eth0 FAILED']), 'found');
  // Others do not count, nor does the same address at another interface.
  assert.equal(way(gateway, [`${from} dev eth0 FAILED`, '198.51.100.1 dev eth1 FAILED']), 'found');
  assert.equal(way(near, []), 'found');
});

test('the kernel that knows no way says so', () => {
  const none = 'RTNETLINK answers: Network is unreachable';
  const { observations } = part.read(
    serverOf({ 'route.back': [none], addresses: ['2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500'] }, { from }),
  );
  assert.deepEqual(
    observations.map((o) => o.kind === 'server.route' && o.value.state),
    ['none'],
  );
});
