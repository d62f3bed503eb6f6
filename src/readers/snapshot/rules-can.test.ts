import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said, serverOf } from '../../test/lab/server.ts';
import { part } from './rules-can.ts';

const rules = (rule: string): readonly string[] => [
  'table inet filter {',
  '\tchain input {',
  '\t\ttype filter hook input priority filter; policy accept;',
  `\t\t${rule}`,
  '\t}',
  '}',
];
const can = (rule: string, states = {}): readonly string[] =>
  said(part.read(serverOf({ nft: rules(rule) }, { states })));

test('whether any rule answers with RST, or leads elsewhere', () => {
  assert.deepEqual(can('tcp dport 23 drop'), ['server.rules {"reset":false,"translate":false}']);
  assert.deepEqual(can('tcp dport 23 reject with tcp reset'), ['server.rules {"reset":true,"translate":false}']);
  assert.deepEqual(can('tcp dport 80 redirect to :8080'), ['server.rules {"reset":false,"translate":true}']);
  assert.deepEqual(can('tcp dport 22 queue num 0'), ['server.rules {"reset":true,"translate":true}']);
});

test('rules that were not all seen say nothing', () => {
  assert.deepEqual(can('tcp dport 23 drop', { nft: 'denied' }), []);
});
