import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reader } from './routes-taken.ts';

function told(...lines: readonly string[]): readonly unknown[] {
  const evidence = {
    id: 'e1',
    kind: 'routes-taken',
    vantage: 'client',
    at: '2026-01-31T12:00:00.000Z',
    title: '',
  } as const;
  return reader.read({ ...evidence, data: lines.join('\n') }).observations.map(({ value }) => value);
}

const failed = 'ssh: connect to host 192.168.10.5 port 22: No route to host';

test('the way to the server leads into a tunnel, or a container network', () => {
  assert.deepEqual(told(failed, '192.168.10.5 via 10.8.0.1 dev tun0 src 10.8.0.6 uid 1000'), [
    { address: '192.168.10.5', state: 'found', device: 'tun0', kind: 'tunnel', onLink: false, via: '10.8.0.1' },
  ]);
  assert.deepEqual(told(failed, '192.168.10.5 dev docker0 src 192.168.10.1 uid 1000'), [
    { address: '192.168.10.5', state: 'found', device: 'docker0', kind: 'bridge', onLink: true },
  ]);
});

test('a common way, the way to another address, and one beside which nothing was dialled say nothing', () => {
  assert.deepEqual(told(failed, '192.168.10.5 dev eth0 src 192.168.10.20 uid 1000'), []);
  assert.deepEqual(told(failed, '192.168.10.9 dev tun0 src 10.8.0.6 uid 1000'), []);
  assert.deepEqual(told('192.168.10.5 dev tun0 src 10.8.0.6 uid 1000'), []);
});
