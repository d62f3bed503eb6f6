import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverOf } from '../../test/lab/server.ts';
import { part } from './listeners.ts';

const sshd = (address: string): string => `LISTEN 0 128 ${address}:22 0.0.0.0:* users:(("sshd",pid=40,fd=3))`;

function reach(rows: readonly string[], about: { from?: string; source?: string; port?: number } = {}): string {
  const { from = '192.0.2.10', source, port = 22 } = about;
  const back = source === undefined ? [] : [`${from} via 192.0.2.1 dev eth0 src ${source} uid 0`];
  const { observations } = part.read(
    serverOf({ os: ['Linux web1'], listeners: rows, 'route.back': back }, { from, port }),
  );
  const fact = observations.find((o) => o.kind === 'server.reach');
  return fact?.kind === 'server.reach' ? `${fact.value.listening} ${fact.value.owner ?? ''}`.trim() : '';
}

test('who takes connections from the client', () => {
  assert.equal(reach([sshd('0.0.0.0'), sshd('[::]')]), 'yes sshd');
  assert.equal(reach([sshd('*')]), 'yes sshd');
  assert.equal(reach([]), 'no');
  assert.equal(reach([sshd('0.0.0.0')], { port: 2222 }), 'no');
  assert.equal(reach([sshd('127.0.0.1'), sshd('[::1]')]), 'loopback sshd');
  assert.equal(reach([sshd('*%lo')]), 'loopback sshd');
  assert.equal(reach([sshd('0.0.0.0%lo'), sshd('[::]%lo')]), 'loopback sshd');
  assert.equal(reach([sshd('0.0.0.0%eth0')]), 'yes sshd');
});

test('the other family: ss(8) shows [::] for a socket that takes IPv6 alone, and * for one that takes both', () => {
  assert.equal(reach([sshd('[::]')]), 'other-family sshd');
  assert.equal(reach([sshd('0.0.0.0')], { from: '2001:db8::10' }), 'other-family sshd');
  assert.equal(reach([sshd('*')], { from: '2001:db8::10' }), 'yes sshd');
});

test('another address than the one it answers the client with; without a route nothing is said', () => {
  assert.equal(reach([sshd('198.51.100.5')], { source: '203.0.113.4' }), 'other-address sshd');
  assert.equal(reach([sshd('203.0.113.4')], { source: '203.0.113.4' }), 'yes sshd');
  assert.equal(reach([sshd('198.51.100.5')]), '');
});

test('the queue that the client waits in is the one that counts', () => {
  const full = 'LISTEN 129 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=40,fd=3))';
  const queues = (from: string): readonly unknown[] =>
    part
      .read(serverOf({ listeners: [full, sshd('[::]')] }, { from }))
      .observations.flatMap((o) => (o.kind === 'server.resource' ? [o.value.state] : []));
  assert.deepEqual(queues('192.0.2.10'), ['exhausted']);
  assert.deepEqual(queues('2001:db8::10'), ['ok']);
});

test('where there is neither ss nor netstat, the table of the kernel tells', () => {
  const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
  const row = (address: string, port: string, state = '0A'): string =>
    `   0: ${address}:${port} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0`;
  assert.equal(reach([head, row('00000000', '0016')]), 'yes');
  assert.equal(reach([head, row('0100007F', '0016')]), 'loopback');
  assert.equal(reach([head, row('00000000000000000000000001000000', '0016')]), 'loopback');
  assert.equal(reach([head, row('00000000', '0016', '01'), row('00000000', '08AE')]), 'no');
});

test('whoever comes is served where each family has a socket for all addresses of the same program', () => {
  const at = (...listeners: readonly string[]): string => {
    const { observations } = part.read(serverOf({ os: ['Linux web1'], listeners }, { from: '' }));
    const fact = observations.find((o) => o.kind === 'server.reach');
    return fact?.kind === 'server.reach' ? `${fact.value.listening} ${fact.value.owner ?? ''}`.trim() : '';
  };
  const socket = (address: string, owner = 'sshd'): string =>
    `LISTEN 0 128 ${address}:22 0.0.0.0:* users:(("${owner}",pid=40,fd=3))`;
  assert.equal(at(socket('0.0.0.0'), socket('[::]')), 'yes sshd');
  assert.equal(at(socket('*')), 'yes sshd');
  assert.equal(at(socket('0.0.0.0')), '');
  assert.equal(at(socket('0.0.0.0'), socket('[::]', 'nginx')), '');
  assert.equal(at(socket('192.0.2.5')), '');
});

test('anybody on Linux sees that nobody listens, and no one but root that sshd does not', () => {
  const asUser = (os: string) =>
    part.read(serverOf({ listeners: [], os: [os] }, { from: '192.0.2.10', port: 22, root: false }));
  assert.deepEqual(asUser('Linux web1 6.1.0 x86_64 GNU/Linux').covers, ['server.reach']);
  assert.deepEqual(asUser('FreeBSD web1 14.1-RELEASE').covers, []);
});

test('an address that its configuration names, and that it does not listen at', () => {
  const read = (listen: string): unknown => {
    const printed = {
      os: ['Linux web1'],
      listeners: [sshd('198.51.100.5')],
      'route.back': ['2001:db8::10 via 2001:db8:1::1 dev eth0 src 2001:db8:1::20 metric 1024 pref medium'],
      'sshd-T': ['port 22', 'listenaddress 198.51.100.5:22', `listenaddress ${listen}`],
    };
    const { observations } = part.read(serverOf(printed, { from: '2001:db8::10' }));
    const fact = observations.find((o) => o.kind === 'server.reach');
    return fact?.kind === 'server.reach' ? [fact.value.listening, fact.value.configured] : null;
  };
  assert.deepEqual(read('[2001:db8:1::20]:22'), ['other-family', 'here']);
  assert.deepEqual(read('[2001:db8:1::20]:2222'), ['other-family', undefined]);
  assert.deepEqual(read('[2001:db8:1::2]:22'), ['other-family', undefined]);
});
