import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { System } from '../lab/recorded.ts';
import { alpine, dnsAnswer, judge, ssh, unresolved } from '../lab/systems.ts';

const hungResolver: System = {
  ...alpine,
  programs: {
    ssh: ssh({ os: 'linux', host: 'web1', log: [[6, 'debug2: resolving "web1" port 22']], ends: { ms: Infinity } }),
  },
  lookup: () => null,
  files: { '/etc/resolv.conf': 'nameserver 192.0.2.53\n' },
  datagram: () => 'timeout',
};

describe('musl', () => {
  judge([
    {
      title: 'Name does not resolve',
      symptom: 'name.not-found',
      roots: ['name-not-found'],
      system: {
        ...alpine,
        programs: { ssh: ssh({ os: 'linux', host: 'web1', log: unresolved('web1', 'Name does not resolve') }) },
        lookup: () => 'ENOTFOUND',
        files: { '/etc/resolv.conf': 'nameserver 192.0.2.53\n', '/etc/hosts': '127.0.0.1 localhost\n' },
        datagram: (_server, message) => dnsAnswer(message, 3),
      },
    },
    {
      title: 'Try again, and the name server is silent',
      symptom: 'name.no-answer',
      roots: ['name-resolver-failed'],
      system: {
        ...alpine,
        programs: { ssh: ssh({ os: 'linux', host: 'web1', log: unresolved('web1', 'Try again') }) },
        lookup: () => 'EAI_AGAIN',
        files: { '/etc/resolv.conf': 'nameserver 192.0.2.53\n', '/etc/hosts': '127.0.0.1 localhost\n' },
        datagram: () => 'timeout',
      },
    },
    {
      title: 'a resolver that never comes back',
      symptom: 'name.no-answer',
      suspects: ['name-resolver-failed'],
      system: hungResolver,
    },
    {
      title: 'a resolver that never comes back does not hold up the end',
      symptom: 'name.no-answer',
      system: hungResolver,
      also: ({ tookMs }) => assert.ok(tookMs <= 15_000, `${tookMs} ms`),
    },
  ]);
});
