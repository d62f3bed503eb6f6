import assert from 'node:assert/strict';
import { test } from 'node:test';
import { follow } from './follow.ts';
import { readIptables } from './iptables.ts';
import type { Packet } from './model.ts';
import { readNft } from './nft.ts';
import { type Standing, settled } from './settled.ts';

const syn: Packet = {
  family: 4,
  protocol: 'tcp',
  from: '192.0.2.10',
  fromPort: 40000,
  to: '192.0.2.5',
  toPort: 22,
  flags: ['syn'],
  state: 'new',
  mark: 0,
  length: 60,
};

const known: Standing = { now: Date.parse('2026-01-31T12:00:00Z'), queues: new Set([7]) };

function nft(rule: string, standing = known): string {
  const text = `table inet t {\n\tchain i {\n\t\ttype filter hook input priority filter; policy accept;\n\t\t${rule}\n\t}\n}\n`;
  return follow([settled(readNft(text), standing)], ['input'], syn).action;
}

function iptables(rule: string, standing = known): string {
  const text = `*filter\n:INPUT ACCEPT [0:0]\n-A INPUT ${rule}\nCOMMIT\n`;
  return follow([settled(readIptables(text), standing)], ['input'], syn).action;
}

test('a date that is long over, or far away', () => {
  assert.equal(nft('tcp dport 22 meta time > "2020-01-01 00:00:00" drop'), 'drop');
  assert.equal(nft('tcp dport 22 meta time < "2020-01-01 00:00:00" drop'), 'accept');
  assert.equal(
    iptables('-p tcp -m time --datestart 2020-01-01T00:00:00 --datestop 2038-01-19T03:14:07 -j DROP'),
    'drop',
  );
  assert.equal(iptables('-m time --datestart 2020-01-01T00:00:00 --datestop 2021-01-01T00:00:00 -j DROP'), 'accept');
});

test('a date so near that the zone matters, an hour of the day, and a clock that nobody told', () => {
  assert.equal(nft('meta time > "2026-01-31 06:00:00" drop'), 'may-drop');
  assert.equal(nft('meta hour > "08:00" drop'), 'may-drop');
  assert.equal(iptables('-m time --timestart 08:00:00 --timestop 10:00:00 -j DROP'), 'may-drop');
  assert.equal(nft('meta time > "2020-01-01 00:00:00" drop', { now: null, queues: null }), 'may-drop');
});

test('a queue that nobody reads drops, unless the rule says that it may be passed by', () => {
  assert.equal(iptables('-p tcp --dport 22 -j NFQUEUE --queue-num 3'), 'drop');
  assert.equal(iptables('-p tcp --dport 22 -j NFQUEUE'), 'drop');
  assert.equal(iptables('-p tcp --dport 22 -j NFQUEUE --queue-num 3 --queue-bypass'), 'accept');
  assert.equal(nft('tcp dport 22 queue num 3'), 'drop');
  assert.equal(nft('tcp dport 22 queue flags bypass to 3'), 'accept');
  assert.equal(nft('tcp dport 22 queue to 0-3'), 'drop');
});

test('a queue that somebody reads, and one that nobody looked at', () => {
  assert.equal(iptables('-p tcp --dport 22 -j NFQUEUE --queue-num 7'), 'unknown');
  assert.equal(iptables('-p tcp --dport 22 -j NFQUEUE --queue-balance 4:8'), 'unknown');
  assert.equal(iptables('-p tcp --dport 22 -j NFQUEUE --queue-num 3', { now: null, queues: null }), 'unknown');
});

test('a transparent proxy that does not listen: the rule drops what it finds nobody for', () => {
  const rule = '-p tcp --dport 22 -j TPROXY --on-port 2200 --on-ip 0.0.0.0 --tproxy-mark 0x1/0x1';
  const at = (...ports: readonly number[]) => ({ now: null, queues: null, ports: new Set(ports) });
  assert.equal(iptables(rule, at(22)), 'drop');
  assert.equal(iptables(rule, at(22, 2200)), 'unknown');
  assert.equal(iptables(rule, { now: null, queues: null }), 'unknown');
});
