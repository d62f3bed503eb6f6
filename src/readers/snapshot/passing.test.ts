import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said, serverOf } from '../../test/lab/server.ts';
import { part } from './firewall.ts';

const addresses = (...more: readonly string[]): readonly string[] => [
  '2: br0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000',
  '    link/ether 52:54:00:9f:00:71 brd ff:ff:ff:ff:ff:ff',
  ...more,
  '    inet 192.0.2.20/24 scope global br0',
];
const bridge = '    bridge forward_delay 1500 hello_time 200 max_age 2000 ageing_time 30000';
const route = ['192.0.2.10 dev br0 src 192.0.2.20 uid 0'];
const table = (family: string, rule: string): readonly string[] =>
  `table ${family} guard {\nchain input {\ntype filter hook input priority 0; policy accept;\n${rule}\n}\n}`.split(
    '\n',
  );
const admitted = (printed: Parameters<typeof serverOf>[0]): boolean =>
  said(part.read(serverOf({ 'route.back': route, ...printed }))).some((line) => line.includes('"accept"'));

test('rules about the frames of a bridge are not followed, so nothing is let in for certain by a card that is one', () => {
  const nft = table('bridge', 'tcp dport 22 drop');
  assert.equal(admitted({ addresses: addresses(bridge), nft }), false);
  assert.equal(admitted({ addresses: addresses(), nft }), true);
  assert.equal(admitted({ addresses: addresses(bridge), nft: table('bridge', 'tcp dport 22 accept') }), true);
  assert.equal(admitted({ addresses: addresses(bridge), nft: table('inet', 'tcp dport 23 drop') }), true);
});

test('an answer that has few hops left is not let out for certain', () => {
  const out = (rule: string): readonly string[] =>
    `table ip t {\nchain output {\ntype filter hook output priority 0; policy accept;\n${rule}\n}\n}`.split('\n');
  const told = (rule: string): number =>
    said(part.read(serverOf({ addresses: addresses(), 'route.back': route, nft: out(rule) }))).filter((line) =>
      /"accept","hook":"out"/.test(line),
    ).length;
  assert.deepEqual([told('ip ttl set 1'), told('ip ttl set 64'), told('tcp dport 80 ip ttl set 1')], [0, 1, 1]);
});
