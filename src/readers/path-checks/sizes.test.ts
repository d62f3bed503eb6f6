import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizeFacts } from './sizes.ts';

const told = (...lines: readonly string[]): readonly unknown[] =>
  sizeFacts('e1', lines, () => true).map(({ value }) => value);

const ping = (size: number, received: number): readonly string[] => [
  `$ ping -M do -s ${size} -c 3 192.0.2.5`,
  `3 packets transmitted, ${received} received, ${received === 0 ? 100 : 0}% packet loss, time 2049ms`,
];

test('a large one is lost without a word, a smaller one comes back', () => {
  assert.deepEqual(told(...ping(1372, 0), ...ping(1232, 3)), [{ largest: 1260, interface: 1400, state: 'black-hole' }]);
});

test('not where somebody says that it is too large, both are lost, or frames were jumbo', () => {
  const [command = '', end = ''] = ping(1472, 0);
  assert.deepEqual(told(command, 'ping: local error: message too long, mtu=1420', end, ...ping(1232, 3)), []);
  assert.deepEqual(
    told(command, 'From 192.0.2.1 icmp_seq=1 Frag needed and DF set (mtu = 1420)', end, ...ping(9, 3)),
    [],
  );
  assert.deepEqual(told(...ping(1372, 0), ...ping(1232, 0)), []);
  assert.deepEqual(told(...ping(8972, 0), ...ping(1472, 3)), []);
  assert.deepEqual(told(...ping(1372, 3), ...ping(1232, 0)), []);
});
