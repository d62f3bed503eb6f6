import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../model/evidence.ts';
import { reader } from './arping.ts';

function facts(...lines: readonly string[]): readonly unknown[] {
  const data = lines.join('\n');
  const evidence: Evidence = {
    id: 'e1',
    kind: 'arping',
    vantage: 'path',
    at: '2026-01-31T12:00:00.000Z',
    title: '',
    data,
  };
  return reader.read(evidence).observations.map(({ value }) => value);
}

const first = 'Unicast reply from 192.0.2.15 [52:54:00:1A:2B:3C]  0.871ms';
const second = 'Unicast reply from 192.0.2.15 [52:54:00:9F:00:71]  1.020ms';

test('one holder, and two', () => {
  const one = { address: '192.0.2.15', holders: 1, hardware: '52:54:00:1a:2b:3c', dialled: false };
  assert.deepEqual(facts(first, first), [one]);
  const both = { ...one, holders: 2, hardware: '52:54:00:1a:2b:3c 52:54:00:9f:00:71' };
  assert.deepEqual(facts(first, second, first), [both]);
  const closed = 'Connection closed by 192.0.2.15 port 22';
  assert.deepEqual(facts(closed, first, second), [{ ...both, dialled: true }]);
});

test('the arping of Thomas Habets', () => {
  const line = '60 bytes from 52:54:0:1a:2b:3c (192.0.2.15): index=0 time=417.000 usec';
  assert.deepEqual(facts(line, first), [
    { address: '192.0.2.15', holders: 1, hardware: '52:54:00:1a:2b:3c', dialled: false },
  ]);
});

test('other text says nothing', () => {
  assert.deepEqual(facts('64 bytes from 192.0.2.15: icmp_seq=1 ttl=64 time=0.1 ms', 'Unicast reply from nobody'), []);
});
