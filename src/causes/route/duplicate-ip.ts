import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { holders } from '../checks.ts';
import { cameToSshd, keyTaken, refusedOnTheWay, sessionReported } from '../signs.ts';

// FreeBSD and macOS, systemd-networkd, NetworkManager, arpwatch: each says it of an address that two machines claim.
const conflict =
  /is using my IP address \S+ on |duplicate IP address \S+ sent from|as an address conflict was detected|cannot be configured because it is already in use in the network|^flip flop \S+ /i;

// No proof: a host with two cards on one segment may answer with either (ip-sysctl, arp_ignore).
const several = seen('route.holders', { holders: { min: 2 } });

/** The client's own kernel takes what is sent to it; of 127.0.0.0/8 and ::1 every machine has its own. */
const ownToo = seen('route.lookup', { kind: 'loopback', address: /^(?!127\.|::1$)/ });

export const cause: Cause = {
  id: 'duplicate-ip',
  stage: 'route',
  family: 'unreachable',
  who: 'network',
  decidedBy: 'both',
  meaning: 'two machines hold the address',
  title: 'Two machines use the address {address}, and you reach now the one, now the other.',
  sees: 'It works, then it hangs or breaks, or the host key changes to and fro.',
  why: `A clone or a restored backup came up with the old address, or a fixed address lies in the range that DHCP gives out. Each
    neighbour believes whoever spoke last.`,
  cases: 2,
  behind: { 'auth.denied': 1, 'session.closed': 1 },
  requires: any(
    stopsAt('route', 'tcp', 'identification', 'kex', 'hostkey', 'auth', 'session'),
    seen('attempts.rate', { share: 'some' }),
  ),
  proves: any(
    all(
      any(seen('attempts.rate', { share: 'some' }), symptom('hostkey.changed')),
      seen('server.log', { message: conflict }),
    ),
    // The server found it taken and leaves it alone; whatever stops the packets on the way stops them sooner.
    all(symptom('route.unreachable'), seen('server.addressed', { by: 'dialled', taken: true })),
    // The server has it as well, and would not refuse: it is the client that answers itself.
    all(symptom('tcp.refused'), refusedOnTheWay, ownToo),
  ),
  suggests: [
    seen('server.log', { message: conflict }),
    several,
    all(symptom('tcp.refused'), ownToo),
    all(several, seen('route.holders', { dialled: true })),
    all(seen('attempts.rate', { share: 'some' }), seen('route.lookup', { onLink: true })),
    all(symptom('hostkey.changed', 'session.reset'), seen('route.lookup', { onLink: true })),
  ],
  excludes: any(
    all(seen('route.lookup', { kind: 'loopback' }), not(ownToo)),
    // The session told how it ended.
    sessionReported,
    cameToSshd,
    all(keyTaken, symptom('auth.closed')),
  ),
  explains: ['stale-arp', 'wrong-host-answers', 'host-key-changed', 'host-unreachable'],
  lookalikes: [
    { cause: 'stale-arp', difference: 'There one machine has the address, and a neighbour remembers the wrong one.' },
    { cause: 'packet-loss', difference: 'There the same machine answers each time, with gaps.' },
    { cause: 'host-key-changed', difference: 'There the new key stays; with two machines it changes to and fro.' },
  ],
  check: holders,
  fix: [
    {
      who: 'network',
      risk: 'none',
      say: 'Find the second machine: the hardware address in the answers leads to its port on the switch, or to its maker.',
      commands: ['ip neigh show {address}', 'arping -c 5 -I INTERFACE {address}'],
    },
    {
      who: 'network',
      risk: 'cuts-sessions',
      say: 'Give one of the two another address, at its console, or take it off the network.',
      commands: ['ip address del {address}/24 dev INTERFACE'],
      undo: ['ip address add {address}/24 dev INTERFACE'],
    },
  ],
  sources: ['RFC 5227', 'arping(8): -D', 'arpwatch(8): flip flop', 'systemd.network(5): SendGratuitousARP, IPv4 ACD'],
};

export const examples: readonly Example[] = [
  {
    name: 'the client has the address of the server on a card of its own, and refuses itself',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['route.lookup', { address: '192.0.2.5', state: 'found', device: 'lo', kind: 'loopback', onLink: true }],
      ['server.addressed', { address: '192.0.2.5', by: 'dialled', is: 'own', named: true }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'sshd' }],
      ['firewall.decision', { where: 'server', action: 'accept', hook: 'in', rule: 'no rule stops it' }],
    ],
  },
  {
    name: 'look-alike: the host dials itself by its own address, where nobody listens',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['route.lookup', { address: '192.0.2.5', state: 'found', device: 'lo', kind: 'loopback', onLink: true }],
    ],
  },
  {
    name: 'the server found its IPv6 address with another machine, and does not use it',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['server.addressed', { address: '2001:db8::5', by: 'dialled', is: 'own', named: true, taken: true }],
    ],
  },
  {
    name: 'look-alike: another address of the server is taken, and its own is not reached',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      [
        'server.interface',
        { device: 'eth0', state: 'up', addresses: '192.0.2.5/24 2001:db8::5/64', taken: '2001:db8::5/64' },
      ],
      ['server.addressed', { address: '192.0.2.5', by: 'dialled', is: 'own', named: true }],
    ],
  },
  {
    name: 'some tries fail, and the server sees another machine use its address',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['attempts.rate', { tried: 10, failed: 4, share: 'some' }],
      [
        'server.log',
        { program: 'kernel', message: 'arp: 52:54:00:12:34:56 is using my IP address 192.168.1.5 on em0!' },
      ],
    ],
  },
  {
    name: 'two hardware addresses answer for the address that was dialled',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.closed', stage: 'session' }],
      [
        'route.holders',
        { address: '192.0.2.15', holders: 2, hardware: '52:54:00:1a:2b:3c 52:54:00:9f:00:71', dialled: true },
      ],
    ],
  },
  {
    name: 'look-alike: the host key changed, as after a new installation',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'hostkey.changed', stage: 'hostkey' }],
      ['route.lookup', { address: '192.168.1.5', state: 'found', device: 'eth0', kind: 'ethernet', onLink: true }],
    ],
  },
  {
    name: 'no address was found yet',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'name.not-found', stage: 'name' }]],
  },
];
