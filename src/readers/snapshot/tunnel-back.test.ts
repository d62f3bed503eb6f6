import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said, serverOf } from '../../test/lab/server.ts';
import { part } from './tunnel-back.ts';

const own = '198.51.100.5';
const back = [
  '192.0.2.10 dev wg0 table 51820 src 10.2.0.2 uid 0 ',
  `192.0.2.10 from ${own} dev wg0 table 51820 uid 0 `,
];
const whole: Readonly<Record<string, readonly string[]>> = {
  'route.back': back,
  halfopen: [`0      0      ${own}:22 192.0.2.10:41434`],
  addresses: [
    '2: eth0@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500',
    '    link/ether fe:9d:c3:98:40:77 brd ff:ff:ff:ff:ff:ff',
    `    inet ${own}/24 scope global eth0`,
    '3: wg0: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1420',
    '    link/none ',
    '    inet 10.2.0.2/32 scope global wg0',
  ],
  routes: ['default dev wg0 table 51820 scope link ', 'default via 198.51.100.1 dev eth0 '],
  nft: [],
};
const read = (more: Readonly<Record<string, readonly string[]>> = {}): number =>
  part.read(serverOf({ ...whole, ...more })).observations.length;

test('a tunnel for all traffic takes the answer to what came in by a card', () => {
  assert.deepEqual(said(part.read(serverOf(whole))), [
    `server.way ${JSON.stringify({ from: own, state: 'tunnel', text: back[1]?.trim() })}`,
  ]);
  const halves = ['0.0.0.0/1 via 10.8.0.1 dev wg0 ', '128.0.0.0/1 via 10.8.0.1 dev wg0 '];
  assert.equal(read({ routes: [...halves, 'default via 198.51.100.1 dev eth0 '] }), 1);
});

test('nothing is said of a client of the tunnel, of a card, of what did not come in, and where answers may be marked', () => {
  assert.equal(read({ routes: [...(whole['routes'] ?? []), '192.0.2.0/24 dev wg0 scope link '] }), 0);
  assert.equal(read({ routes: ['default dev wg0 table 51820 scope link '] }), 0);
  assert.equal(read({ halfopen: [] }), 0);
  assert.equal(read({ 'route.back': [`192.0.2.10 from ${own} via 198.51.100.1 dev eth0 uid 0 `] }), 0);
  assert.equal(read({ nft: ['\t\tmeta mark set ct mark'] }), 0);
  assert.equal(read({ 'iptables-save': ['-A OUTPUT -j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff'] }), 0);
  // As wg-quick(8) itself does for its own packets.
  assert.equal(read({ nft: ['\t\tmeta l4proto udp meta mark set ct mark'] }), 1);
});
