import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverOf } from '../../test/lab/server.ts';
import { part } from './routes.ts';

const from = '192.0.2.10';
/** Of a host with two cards. */
const addresses = [
  '2: eth0: <UP>',
  '    inet 198.51.100.5/24 scope global eth0',
  '3: eth1: <UP>',
  '    inet 203.0.113.5/24 scope global eth1',
];

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
  const states = (...inet: readonly string[]): readonly unknown[] => {
    const addresses = ['2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500', ...inet];
    const { observations } = part.read(serverOf({ 'route.back': [none], addresses }, { from }));
    return observations.map((o) => o.kind === 'server.route' && o.value.state);
  };
  assert.deepEqual(states('    inet 198.51.100.5/24 scope global eth0'), ['none']);
  // Without an address nothing arrives that could be answered.
  assert.deepEqual(states('    inet6 fe80::30d0:98ff:fe4f:cd78/64 scope link proto kernel_ll '), []);
  assert.deepEqual(states('    inet6 2001:db8::5/64 scope global '), []);
});

test('a next hop is silent, and so is all of its segment: what arrived came by another', () => {
  const route = `${from} via 203.0.113.1 dev eth1 src 203.0.113.5 uid 0`;
  const sections = { 'route.back': [route], neighbours: ['203.0.113.1 dev eth1 INCOMPLETE'] };
  const state = (halfopen: readonly string[]): unknown =>
    part
      .read(serverOf({ ...sections, halfopen }, { from }))
      .observations.map((o) => o.kind === 'server.route' && o.value.state);
  assert.deepEqual(state([]), ['found']);
  assert.deepEqual(state([`0 0 198.51.100.5:22 ${from}:41004`]), ['dead']);
});

test('two addresses, and one that was called: the way of that one counts', () => {
  const lines = [
    `${from} via 198.51.100.1 dev eth0 src 198.51.100.5 uid 0`,
    `${from} from 198.51.100.5 via 203.0.113.1 dev eth1 table 200 uid 0`,
    `${from} from 203.0.113.5 via 198.51.100.1 dev eth0 uid 0`,
  ];
  const neighbours = ['203.0.113.1 dev eth1 INCOMPLETE', '198.51.100.1 dev eth0 lladdr 52:54:00:12:34:56 REACHABLE'];
  const state = (halfopen: readonly string[]): unknown =>
    part
      .read(serverOf({ 'route.back': lines, neighbours, halfopen }, { from }))
      .observations.map((o) => o.kind === 'server.route' && o.value.state);
  assert.deepEqual(state([]), ['found']);
  assert.deepEqual(state([`0 0 198.51.100.5:22 ${from}:41004`]), ['dead']);
  assert.deepEqual(state([`0 0 203.0.113.5:22 ${from}:41004`]), ['found']);
});

test('of two addresses the one that a rule gives a silent hop, on a card whose segment answers', () => {
  const lines = [
    `${from} via 198.51.100.1 dev eth0 src 198.51.100.5 uid 0`,
    `${from} from 198.51.100.5 via 203.0.113.1 dev eth1 table 200 uid 0`,
    `${from} from 203.0.113.5 via 198.51.100.1 dev eth0 uid 0`,
  ];
  const neighbours = ['203.0.113.1 dev eth1 FAILED', '198.51.100.1 dev eth0 lladdr 52:54:00:12:34:56 REACHABLE'];
  const { observations } = part.read(serverOf({ 'route.back': lines, neighbours, addresses }, { from }));
  assert.deepEqual(
    observations.flatMap((o) => (o.kind === 'server.way' ? [o.value.from] : [])),
    ['198.51.100.5'],
  );
});

test('strict rp_filter, and a way back by another card than the one that has the address', () => {
  const lines = [
    `${from} via 203.0.113.1 dev eth1 src 203.0.113.5 uid 0`,
    `${from} from 198.51.100.5 via 203.0.113.1 dev eth1 uid 0`,
    `${from} from 203.0.113.5 via 203.0.113.1 dev eth1 uid 0`,
  ];
  const heard = ['198.51.100.1 dev eth0 lladdr 52:54:00:12:34:56 STALE'];
  const ways = (all: number, eth0: number, more: Readonly<Record<string, readonly string[]>> = {}): unknown => {
    const sysctl = [`/proc/sys/net/ipv4/conf/all/rp_filter:${all}`, `/proc/sys/net/ipv4/conf/eth0/rp_filter:${eth0}`];
    const sections = { 'route.back': lines, neighbours: heard, addresses, sysctl, routes: [], ...more };
    const { observations } = part.read(serverOf(sections, { from }));
    return observations.flatMap((o) => (o.kind === 'server.way' ? [[o.value.from, o.value.state]] : []));
  };
  const filtered = [['198.51.100.5', 'filtered']];
  assert.deepEqual(ways(1, 0), filtered);
  assert.deepEqual(ways(0, 1), filtered);
  // The greater of the two counts, and 2 takes whatever has a way at all.
  assert.deepEqual(ways(1, 2), []);
  assert.deepEqual(ways(0, 0), []);
  // Nobody was heard on that card: what is sent to its address may come in by the other.
  assert.deepEqual(ways(1, 0, { neighbours: [] }), []);
  // A connection waits for its third packet: the first was let in.
  assert.deepEqual(ways(1, 0, { halfopen: [`0 0 198.51.100.5:22 ${from}:41004`] }), []);
  const two = [
    'default proto static ',
    '\tnexthop via 203.0.113.1 dev eth1 weight 1 ',
    '\tnexthop via 198.51.100.1 dev eth0 weight 1 ',
  ];
  assert.deepEqual(ways(1, 0, { routes: two }), []);
  // A value that nobody looked at is not 0.
  assert.deepEqual(ways(1, 0, { sysctl: ['/proc/sys/net/ipv4/conf/eth0/rp_filter:1'] }), []);
});

test('what the port answers goes by a rule to a hop that is silent, where the rest goes to one that answers', () => {
  const neighbours = ['198.51.100.1 dev eth0 lladdr 52:54:00:12:34:56 REACHABLE', '198.51.100.254 dev eth0 FAILED'];
  const usual = [`${from} via 198.51.100.1 dev eth0 src 198.51.100.5 uid 0`];
  const told = (hop: string): unknown => {
    const port = [`${from} from 198.51.100.5 via ${hop} dev eth0 table 122 uid 0`, '    cache'];
    const server = serverOf({ 'route.back': usual, 'route.port': port, neighbours, addresses }, { from });
    const [fact] = part.read(server).observations;
    return fact?.kind === 'server.route' ? [fact.value.state, fact.value.byPort] : undefined;
  };
  assert.deepEqual(told('198.51.100.254'), ['dead', true]);
  assert.deepEqual(told('198.51.100.1'), ['found', undefined]);
});
