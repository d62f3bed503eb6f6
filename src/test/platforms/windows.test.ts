import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { Outcome } from '../lab/recorded.ts';
import { connecting, established, judge, login, nas, refusedAtOnce, ssh, unresolved } from '../lab/systems.ts';

const windows = { os: 'win32', release: '10.0.26100', home: 'C:\\Users\\alice' } as const;

function assertNoUnix({ ran }: Outcome): void {
  const words = ran.flat();
  assert.deepEqual(
    words.filter((word) => word.includes('/dev/null') || word.startsWith('/proc')),
    [],
  );
  const foreign = ['ip', 'ss', 'tracepath', 'iptables-save', 'nft', 'sh', 'ping'];
  assert.deepEqual(
    ran.map(([name]) => name).filter((name) => foreign.includes(name ?? '')),
    [],
  );
}

describe('Windows', () => {
  judge([
    {
      title: 'Unknown error: our own socket knows that the host is unreachable',
      symptom: 'route.unreachable',
      suspects: ['host-unreachable'],
      cleared: ['macos-local-network-privacy'],
      system: {
        ...windows,
        programs: { ssh: ssh({ os: 'win32', host: nas, log: connecting(nas, nas, 600, 'Unknown error') }) },
        connect: () => ({ errno: 'EHOSTUNREACH', ms: 600 }),
      },
      wish: { ssh: { destination: nas } },
      also: (outcome) => {
        assertNoUnix(outcome);
        const login = outcome.ran.find((argv) => argv.includes('-vvv')) ?? [];
        assert.ok(login.includes('UserKnownHostsFile=NUL'), login.join(' '));
        const global = login.find((word) => word.startsWith('GlobalKnownHostsFile=')) ?? '';
        assert.ok(global.includes('C:\\Users\\alice/.ssh/known_hosts'), global);
      },
    },
    {
      title: 'Unknown error, later than our own socket waits',
      symptom: 'tcp.failed',
      suspects: ['host-unreachable'],
      system: {
        ...windows,
        programs: { ssh: ssh({ os: 'win32', host: nas, log: connecting(nas, nas, 3100, 'Unknown error') }) },
        connect: () => ({ errno: 'EHOSTUNREACH', ms: 3100 }),
      },
      wish: { ssh: { destination: nas } },
    },
    {
      title: 'Connection reset, without the words "by peer"',
      symptom: 'identification.reset',
      suspects: ['middlebox-closes'],
      system: {
        ...windows,
        programs: {
          ssh: ssh({
            os: 'win32',
            host: 'web1',
            log: [
              ...established('web1', '192.0.2.10'),
              [25, 'kex_exchange_identification: read: Connection reset'],
              [25, 'Connection reset by 192.0.2.10 port 22'],
            ],
          }),
        },
        lookup: () => ['192.0.2.10'],
        connect: (_address, port) => (port === 22 ? { open: 10, ends: 'rst' } : refusedAtOnce()),
      },
      also: assertNoUnix,
    },
    {
      title: 'No such host is known.',
      symptom: 'name.not-found',
      suspects: ['name-not-found'],
      system: {
        ...windows,
        programs: { ssh: ssh({ os: 'win32', host: 'web1', log: unresolved('web1', 'No such host is known. ') }) },
        lookup: () => 'ENOTFOUND',
      },
      also: assertNoUnix,
    },
    {
      title: 'a key named by a path with backslashes and a blank',
      symptom: 'auth.denied',
      suspects: ['key-not-accepted'],
      system: {
        ...windows,
        home: 'C:\\Users\\Alice B',
        programs: {
          ssh: ssh({
            os: 'win32',
            host: 'web1',
            config: ['identityfile C:\\Users\\Alice B\\.ssh\\work key'],
            log: [
              ...login.slice(0, -8),
              [80, 'debug1: Authentications that can continue: publickey'],
              [
                90,
                'debug1: Offering public key: C:\\\\Users\\\\Alice B\\\\.ssh\\\\work key ED25519 SHA256:abc explicit',
              ],
              [99, 'debug1: Authentications that can continue: publickey'],
              [99, 'debug1: No more authentication methods to try.'],
              [99, 'alice@web1: Permission denied (publickey).'],
            ],
          }),
        },
        lookup: () => ['192.0.2.10'],
        connect: () => ({ open: 10 }),
        stat: (path) =>
          path === 'C:\\Users\\Alice B\\.ssh\\work key' ? { type: 'file', mode: 0o666, uid: 0, size: 411 } : 'ENOENT',
      },
      wish: { ssh: { words: ['-i', 'C:\\Users\\Alice B\\.ssh\\work key'], namesKey: true } },
      also: (outcome) => {
        assertNoUnix(outcome);
        const file = outcome.facts.observations.find(
          (o) => o.kind === 'client.file' && o.value.path === 'C:\\Users\\Alice B\\.ssh\\work key',
        );
        // The mode of a file on Windows says nothing.
        assert.ok(file?.kind === 'client.file' && file.value.state === 'ok', JSON.stringify(file));
      },
    },
    {
      title: 'Connection timed out',
      symptom: 'tcp.timeout',
      suspects: ['firewall-server'],
      system: {
        ...windows,
        programs: { ssh: ssh({ os: 'win32', host: 'web1', log: connecting('web1', '192.0.2.10', 21_000, 'x') }) },
        lookup: () => ['192.0.2.10'],
      },
      also: assertNoUnix,
    },
  ]);
});
