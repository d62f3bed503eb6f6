import assert from 'node:assert/strict';
import { test } from 'node:test';
import { probe } from './echo.ts';

function loss(...lines: readonly string[]): unknown {
  const result = { address: '192.0.2.5', stdout: lines.join('\n'), stderr: '', missing: false };
  const { observations } = probe.read(result, { id: 'e1' } as Parameters<typeof probe.read>[1]);
  return observations.find(({ kind }) => kind === 'path.loss')?.value;
}

const answer = (seq: number): string => `64 bytes from 192.0.2.5: icmp_seq=${seq} ttl=63 time=0.06 ms`;

test('what ping counts is believed', () => {
  const end = '20 packets transmitted, 11 received, 45% packet loss, time 3980ms';
  assert.deepEqual(loss(answer(2), answer(3), end), { sent: 20, lost: 9, ms: 0.06 });
});

test('without its count, the numbers that were answered tell what was lost before the last of them', () => {
  assert.deepEqual(loss(answer(2), answer(3), answer(6)), { sent: 6, lost: 3, ms: 0.06 });
  assert.deepEqual(loss(answer(0), answer(1)), { sent: 2, lost: 0, ms: 0.06 });
  assert.equal(loss('PING 192.0.2.5 (192.0.2.5) 56(84) bytes of data.'), undefined);
});
