import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reader } from './routes-asked.ts';

function told(...lines: readonly string[]): readonly unknown[] {
  const evidence = {
    id: 'e1',
    kind: 'routes-asked',
    vantage: 'server',
    at: '2026-01-31T12:00:00.000Z',
    title: '',
  } as const;
  return reader.read({ ...evidence, data: lines.join('\n') }).observations.map(({ value }) => value);
}

const failed = 'ssh: connect to host 192.168.10.5 port 22: Connection timed out';
const back = '192.168.10.20 dev tailscale0 table 52 src 100.101.1.4 uid 1000';

test('the way to another address than the one that was dialled is the way back', () => {
  assert.deepEqual(told(failed, '$ ip route get 192.168.10.20', back, '    cache'), [{ program: 'ip', message: back }]);
});

test('the way to the server, and a way beside which no address was dialled, say nothing here', () => {
  assert.deepEqual(told(failed, '192.168.10.5 dev eth0 src 192.168.10.20 uid 0'), []);
  assert.deepEqual(told(back), []);
});

test('nor does one that is asked at the prompt of the client', () => {
  assert.deepEqual(told('me@laptop:~$ ssh 192.168.10.5', failed, 'me@laptop:~$ ip route get 192.168.10.20', back), []);
});

test('no way back to the address that the client comes from', () => {
  const asks = 'srv# ip route get 192.168.10.20';
  const none = 'RTNETLINK answers: Network is unreachable';
  const syn =
    '14:10:01.100200 eth0  In  IP 192.168.10.20.51000 > 192.168.10.5.22: Flags [S], seq 811, win 64240, length 0';
  const fact = { state: 'none', text: none };
  assert.deepEqual(told(failed, syn, asks, none), [fact]);
  const far = [failed.replace('192.168.10.5', '203.0.113.5'), 'my ip is 198.51.100.7', '# ip route get 198.51.100.7'];
  assert.deepEqual(told(...far, none), [fact]);
  assert.deepEqual(told(failed, 'my ip is 192.168.10.20', asks, none), []);
  // Look-alikes: of whom the address is nobody tells; it is the server's; the client itself has no way.
  assert.deepEqual(told(failed, asks, none), []);
  assert.deepEqual(told(failed, syn, '$ ip route get 192.168.10.5', none), []);
  assert.deepEqual(
    told('me@laptop:~$ ssh 192.168.10.5', failed, syn, 'me@laptop:~$ ip route get 192.168.10.20', none),
    [],
  );
});

test('where nobody has said what was dialled, a capture has the client', () => {
  const way = '192.168.10.20 dev tailscale0 table 52 src 100.80.0.5 uid 0';
  const syn = (port: number): string => `IP 192.168.10.20.51000 > 192.168.10.5.${port}: Flags [S], seq 1`;
  assert.equal(told(syn(22), way).length, 1);
  assert.deepEqual(told(syn(443), way), []);
  assert.deepEqual(told(way), []);
});
