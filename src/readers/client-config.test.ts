import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explained } from '../test/lab/told.ts';
import { reader } from './client-config.ts';

function settings(...lines: readonly string[]): string {
  const evidence = {
    id: 'e1',
    kind: 'client-config',
    vantage: 'client',
    at: '2026-01-31T12:00:00.000Z',
    title: '',
  } as const;
  return reader
    .read({ ...evidence, data: lines.join('\n') })
    .observations.map((o) => (o.kind === 'config.setting' ? `${o.value.keyword} ${o.value.value}` : o.kind))
    .join(', ');
}

const file = [
  'Host web1 web2 !web3',
  '    HostName 192.0.2.5   ',
  '    # the second port',
  '    Port = 2222',
  '    ConnectTimeout 3',
  '',
  'Host db*',
  '    User root',
  'Match exec "test -f /tmp/x"',
  '    IPQoS none',
  'Host *',
  '    ConnectTimeout 10',
  '    IPQoS throughput',
  '    "StrictHostKeyChecking" "Yes"',
];

test('the first value that is met holds, for the name that was typed', () => {
  assert.equal(settings('$ ssh web1', ...file), 'port 2222, connecttimeout 3, stricthostkeychecking yes');
  assert.equal(settings('$ ssh DB7', ...file), 'user root, connecttimeout 10, stricthostkeychecking yes');
});

test('the name is told by the address that ssh names, too, and nothing is said where it is not one', () => {
  const error = 'ssh: connect to host 192.0.2.5 port 2222: Connection timed out';
  assert.match(settings(error, ...file), /^port 2222, connecttimeout 3, /);
  assert.equal(settings(...file), '');
  assert.equal(settings('$ ssh web1', '$ ssh db1', ...file), '');
});

test('what another file may set before it is left open', () => {
  assert.equal(settings('$ ssh web1', 'Host *', '  Port 22', '  Include x.conf', '  User kim'), 'port 22');
});

test('lines that grep has found', () => {
  const error = 'ssh: connect to host web1 port 22: Connection timed out';
  for (const line of ['  ConnectTimeout 1', '/home/kim/.ssh/config:12:  ConnectTimeout 1'])
    assert.equal(settings(error, '$ grep -i connecttimeout ~/.ssh/config', line, '$ id'), 'connecttimeout 1');
});

test('prose, other files, and headings are none', () => {
  for (const lines of [
    ['Host web1', 'ssh: connect to host web1 port 22: Connection refused'],
    ['Host key verification failed.', 'Port 22'],
    ['Match User kim', 'Restarting the service'],
    ['Port 22', 'PermitRootLogin no'],
  ])
    assert.deepEqual(reader.recognise(lines), [], lines.join());
});

test('a block is no heading of a machine', () => {
  const { others, verdict } = explained(
    ['ssh: connect to host 192.0.2.5 port 2222: Connection timed out', ...file].join('\n'),
  );
  assert.equal(others, undefined);
  assert.equal(verdict.candidates[0], 'timeout-too-short');
});
