import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { holders } from '../checks.ts';
import { endsAtOnce, stoppedHere } from '../signs.ts';

// FreeBSD and macOS say so when a fixed entry contradicts what the network tells.
const fixedEntry = /^(?:arp: )?[0-9a-f:]+ attempts to modify permanent entry for /i;

const fixedHere = seen('route.neighbour', { fixed: true });

export const cause: Cause = {
  id: 'stale-arp',
  stage: 'route',
  family: 'unreachable',
  who: 'network',
  decidedBy: 'both',
  meaning: 'a neighbour entry points to the wrong machine',
  title: 'A device before {host} still sends its packets to a machine that no longer has the address.',
  sees: 'Connection timed out since a machine was replaced or took over an address; after minutes it works by itself.',
  why: `Devices on a network remember which network card has which address. When the address moves to another card, some keep the
    old memory, or have it written down for good, and send everything to the wrong card.`,
  cases: 1,
  behind: { 'tcp.timeout': 1 },
  requires: symptom(
    'route.unreachable',
    'route.prohibited',
    'tcp.timeout',
    'tcp.refused',
    'tcp.reset',
    'kex.silent',
    'hostkey.changed',
    'hostkey.unknown',
    'auth.silent',
    'session.silent',
    'session.reset',
    'session.closed',
  ),
  proves: all(
    symptom('tcp.timeout', 'route.unreachable'),
    not(seen('host.alive')),
    seen('server.log', { program: /^(?:kernel|arp)$/, message: fixedEntry }),
  ),
  suggests: [
    all(symptom('tcp.timeout'), not(seen('host.alive')), seen('server.route', { state: 'found', fixed: true })),
    all(
      symptom('tcp.timeout'),
      not(seen('host.alive')),
      seen('server.half-open'),
      seen('server.route', { state: 'found', fixed: true }),
    ),
    all(
      symptom('tcp.timeout'),
      not(seen('host.alive')),
      seen('route.neighbour', { target: true, state: ['reachable', 'stale'] }),
    ),
    // Written down here, of the next hop, and nothing at all answers behind it.
    all(symptom('tcp.timeout'), not(seen('host.alive')), fixedHere),
    all(symptom('tcp.timeout'), not(seen('host.alive')), fixedHere, not(seen('server.half-open'))),
    seen('server.log', { message: /^(?:arp: \S+ moved from |changed ethernet address )/ }),
  ],
  excludes: any(
    stoppedHere,
    seen('route.neighbour', { target: true, state: ['failed', 'incomplete', 'none'] }),
    all(symptom('tcp.timeout'), seen('host.alive', { by: ['tcp-open', 'tcp-refused', 'ssh'] })),
    seen('route.lookup', { kind: 'loopback' }),
    // Packets that get lost cost time.
    endsAtOnce,
  ),
  lookalikes: [
    {
      cause: 'duplicate-ip',
      difference: 'There two machines answer for the address; here only one, and it is not the one remembered.',
    },
    { cause: 'host-unreachable', difference: 'There is no entry at all: nobody answered.' },
    { cause: 'host-down', difference: 'There the right machine itself is silent, to everybody.' },
  ],
  check: holders,
  fix: [
    {
      who: 'network',
      risk: 'none',
      say: 'Make the device that remembers wrongly forget the entry: the client if it is on the same network, else the last router.',
      commands: ['sudo ip neigh flush to {address}'],
    },
    {
      who: 'server',
      risk: 'none',
      say: 'Or let the server tell everybody where it is now.',
      commands: ['arping -U -c 3 -I INTERFACE {address}'],
    },
  ],
  sources: ['RFC 826', 'RFC 5227 §3: announcing an address', 'ip-neighbour(8)', 'arp(4) of FreeBSD: DIAGNOSTICS'],
};

export const examples: readonly Example[] = [
  {
    name: 'a fixed entry contradicts the machine that has the address',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      [
        'server.log',
        {
          program: 'kernel',
          message: 'arp: 52:54:00:12:34:56 attempts to modify permanent entry for 192.168.1.5 on em0',
        },
      ],
    ],
  },
  {
    name: 'look-alike: the entry is there and nothing answers, as with a firewall that drops all',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['route.neighbour', { address: '192.168.1.5', state: 'stale', lladdr: '52:54:00:aa:bb:cc', target: true }],
    ],
  },
  {
    name: 'the next hop was written down here, and nothing answers behind it: it may be off as well',
    expect: 'possible',
    covers: ['host.alive'],
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      [
        'route.neighbour',
        { address: '192.168.1.1', state: 'reachable', lladdr: '52:54:00:aa:bb:cc', target: false, fixed: true },
      ],
    ],
  },
  {
    name: 'nobody answers for the address',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['route.neighbour', { address: '192.168.1.5', state: 'failed', target: true }],
    ],
  },
];
