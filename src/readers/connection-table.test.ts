import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reader } from './connection-table.ts';

function told(...lines: readonly string[]): readonly unknown[] {
  const evidence = { id: 'e1', kind: reader.id, vantage: 'server', at: '', title: '', data: lines.join('\n') } as const;
  return reader.read(evidence).observations.map(({ value, at }) => [value, at.line]);
}

const full = (line: number) => [
  [{ what: 'conntrack', state: 'exhausted', text: '65536 of 65536 connections in the table' }, line],
];
const count = 'net.netfilter.nf_conntrack_count = 65536';
const max = 'net.netfilter.nf_conntrack_max = 65536';

test('a full table, by name or below the command that asked', () => {
  assert.deepEqual(told(count, max), full(1));
  assert.deepEqual(told('# cat /proc/sys/net/netfilter/nf_conntrack_{count,max}', '65536', '65536'), full(2));
  assert.deepEqual(told('# conntrack -C', '65536', '# sysctl net.netfilter.nf_conntrack_max', max), full(2));
});

test('one that has room now may have been full before, and one number alone says nothing', () => {
  assert.deepEqual(told('net.netfilter.nf_conntrack_count = 1200', max), []);
  assert.deepEqual(told(count), []);
  assert.deepEqual(told('65536', max), []);
});

test('the table of the machine that dials is not of the server', () => {
  assert.deepEqual(told('me@laptop:~$ ssh web1', 'me@laptop:~$ sysctl -a', count, max), []);
});
