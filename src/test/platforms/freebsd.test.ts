import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { connecting, judge, nas, ping, refusedAtOnce, ssh, unresolved } from '../lab/systems.ts';

const freebsd = { os: 'freebsd', release: '14.2-RELEASE' } as const;

describe('FreeBSD', () => {
  judge([
    {
      title: 'Connection refused',
      symptom: 'tcp.refused',
      suspects: ['sshd-not-running'],
      system: {
        ...freebsd,
        programs: {
          ssh: ssh({ os: 'freebsd', host: 'web1', log: connecting('web1', '192.0.2.10', 1, 'Connection refused') }),
          ping: () => ping(5, 'freebsd'),
        },
        lookup: () => ['192.0.2.10'],
        connect: refusedAtOnce,
      },
      also: ({ facts }) => {
        assert.ok(facts.observations.some((o) => o.kind === 'host.alive' && o.value.by === 'tcp-refused'));
        assert.ok(!facts.covered.has('route.lookup'));
      },
    },
    {
      title: 'Host is down',
      symptom: 'route.unreachable',
      suspects: ['host-unreachable'],
      system: {
        ...freebsd,
        programs: {
          ssh: ssh({ os: 'freebsd', host: nas, log: connecting(nas, nas, 1000, 'Host is down') }),
          ping: () => ping(0, 'freebsd'),
        },
        connect: () => ({ errno: 'EHOSTDOWN', ms: 1000 }),
      },
      wish: { ssh: { destination: nas } },
    },
    {
      title: 'Name does not resolve',
      symptom: 'name.not-found',
      suspects: ['name-not-found'],
      system: {
        ...freebsd,
        programs: { ssh: ssh({ os: 'freebsd', host: 'web1', log: unresolved('web1', 'Name does not resolve') }) },
        lookup: () => 'ENOTFOUND',
      },
    },
  ]);
});
