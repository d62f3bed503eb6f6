import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { System } from '../lab/recorded.ts';
import { connecting, dnsAnswer, first, judge, nas, ping, ssh, unresolved } from '../lab/systems.ts';

const mac = { os: 'darwin', release: '24.5.0', uid: 501, home: '/Users/alice' } as const;

/** Every port of the neighbour is unreachable at once, and ping answers. */
function denied(release: string): System {
  return {
    ...mac,
    release,
    programs: {
      ssh: ssh({ os: 'darwin', host: nas, log: connecting(nas, nas, 1, 'No route to host') }),
      ping: () => ping(5, 'darwin'),
      route: () => ({ stdout: '   route to: 192.168.1.50\n  interface: en0\n      flags: <UP,DONE>\n' }),
    },
    connect: () => ({ errno: 'EHOSTUNREACH', ms: 0.4 }),
  };
}

const noWay: System = {
  ...mac,
  programs: {
    ssh: ssh({ os: 'darwin', host: 'web1', log: connecting('web1', '203.0.113.9', 0, 'Network is unreachable') }),
    route: () => ({ status: 1, stderr: ['route: writing to routing socket: not in table'] }),
    ping: () => ({ stderr: ['ping: sendto: No route to host'], ...ping(0, 'darwin') }),
  },
  lookup: () => ['203.0.113.9'],
  connect: () => ({ errno: 'ENETUNREACH', ms: 0.2 }),
};

describe('macOS', () => {
  judge([
    {
      title: '15: a private address is unreachable at once while ping answers',
      symptom: 'route.prohibited',
      suspects: ['macos-local-network-privacy'],
      cleared: ['host-unreachable', 'host-down'],
      system: denied('24.5.0'),
      wish: { ssh: { destination: nas } },
      also: ({ ran }) =>
        assert.ok(!ran.some(([name]) => ['ip', 'ss', 'tracepath', 'iptables-save', 'nft'].includes(name ?? ''))),
    },
    {
      title: '15: the rule of macOS is proved where it alone explains what was seen',
      symptom: 'route.prohibited',
      outcome: 'confirmed',
      roots: ['macos-local-network-privacy'],
      cleared: ['route-missing'],
      system: denied('24.5.0'),
      wish: { ssh: { destination: nas } },
    },
    {
      title: '14 has no such rule: the same is a host or a firewall that says no',
      symptom: 'route.prohibited',
      cleared: ['macos-local-network-privacy'],
      system: denied('23.6.0'),
      wish: { ssh: { destination: nas } },
    },
    {
      title: '15: no route to a public address',
      symptom: 'route.unreachable',
      outcome: ['candidates', 'confirmed'],
      suspects: ['route-missing'],
      cleared: ['macos-local-network-privacy'],
      system: noWay,
    },
    {
      title: '15: no route is first of all a matter of this machine',
      symptom: 'route.unreachable',
      system: noWay,
      also: ({ report }) => assert.equal(first(report), 'route-missing'),
    },
    {
      title: 'Operation timed out',
      symptom: 'tcp.timeout',
      suspects: ['firewall-server'],
      cleared: ['macos-local-network-privacy'],
      system: {
        ...mac,
        programs: {
          ssh: ssh({
            os: 'darwin',
            host: 'web1',
            config: ['connecttimeout 3'],
            log: connecting('web1', '203.0.113.9', 3002, 'Operation timed out'),
          }),
          ping: () => ping(0, 'darwin'),
        },
        lookup: () => ['203.0.113.9'],
      },
      also: ({ facts }) => {
        const told = facts.observations.flatMap((o) => (o.kind === 'tcp.connect' ? [[o.value.by, o.value.errno]] : []));
        assert.deepEqual(told.sort(), [
          ['socket', 'ETIMEDOUT'],
          ['ssh', 'ETIMEDOUT'],
        ]);
      },
    },
    {
      title: 'Host is down: nobody answers for an address of the own network',
      symptom: 'route.unreachable',
      suspects: ['host-unreachable'],
      system: {
        ...mac,
        programs: {
          ssh: ssh({ os: 'darwin', host: nas, log: connecting(nas, nas, 1200, 'Host is down') }),
          ping: () => ping(0, 'darwin'),
        },
        connect: () => ({ errno: 'EHOSTDOWN', ms: 1200 }),
      },
      wish: { ssh: { destination: nas } },
    },
    {
      title: 'Host is down says that nobody answered for the address',
      symptom: 'route.unreachable',
      system: {
        ...mac,
        programs: {
          ssh: ssh({ os: 'darwin', host: nas, log: connecting(nas, nas, 1200, 'Host is down') }),
          ping: () => ping(0, 'darwin'),
        },
        connect: () => ({ errno: 'EHOSTDOWN', ms: 1200 }),
      },
      wish: { ssh: { destination: nas } },
      also: ({ report }) => assert.equal(first(report), 'host-unreachable'),
    },
    {
      title: 'a name that nobody knows',
      symptom: 'name.not-found',
      roots: ['name-not-found'],
      system: {
        ...mac,
        programs: {
          ssh: ssh({
            os: 'darwin',
            host: 'web1',
            log: unresolved('web1', 'nodename nor servname provided, or not known'),
          }),
        },
        lookup: () => 'ENOTFOUND',
        files: { '/etc/resolv.conf': 'nameserver 192.0.2.53\n' },
        datagram: (_server, message) => dnsAnswer(message, 3),
      },
    },
  ]);
});
