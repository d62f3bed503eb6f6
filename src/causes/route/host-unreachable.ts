import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { console } from '../checks.ts';
import { answersLate, byTurns, failsByTurns, searchedThere, serverAdmits, stoppedHere } from '../signs.ts';

// A neighbour that does not answer costs seconds.
const searchedHere = seen('tcp.connect', { errno: 'EHOSTUNREACH', answer: 'local', ms: { min: 500 } });

const nobodyThere = all(
  symptom('route.unreachable', 'tcp.timeout'),
  not(seen('host.alive')),
  any(
    seen('route.neighbour', { target: true, state: 'failed' }),
    all(
      seen('route.neighbour', { target: true, state: 'incomplete' }),
      seen('client.platform', { os: ['linux', 'freebsd', 'win32'] }),
    ),
    all(any(searchedHere, searchedThere), not(seen('name.address', { scope: 'container' }))),
    all(seen('tcp.connect', { errno: 'EHOSTUNREACH' }), seen('path.hop', { last: true, answer: /^!H$/ })),
    all(seen('tcp.connect', { errno: 'EHOSTUNREACH' }), seen('path.icmp', { code: 'host-unreachable' })),
  ),
);
/** A router says now and then that it finds nobody, to pings as well; the server has no rule that would say so. */
const routeFlaps = all(
  failsByTurns('route.unreachable'),
  seen('tcp.connect', { errno: 'EHOSTUNREACH', answer: 'icmp' }),
  seen('path.icmp', { code: 'host-unreachable', by: 'other' }),
  serverAdmits('in'),
  seen('server.reach', { listening: 'yes' }),
);

// Nobody is there, and the question may be in the wrong place: on a container engine's bridge that has the addresses of
// the real network, or at an address that is not the one that DNS gives.
const askedElsewhere = any(
  seen('route.lookup', { device: /^(?:docker\d+|br-[0-9a-f]{12}|podman\d+|cni\d+|lxdbr\d+)$/ }),
  seen('name.differs'),
);

export const cause: Cause = {
  id: 'host-unreachable',
  stage: 'route',
  family: 'unreachable',
  who: 'network',
  decidedBy: 'client',
  meaning: 'the last hop cannot find the host (no ARP or ND answer, ICMP host-unreachable)',
  title: 'No machine answers to {address} on its own network: it is off, unplugged, or has another address now.',
  sees: 'No route to host, after about three seconds.',
  why: `The last device on the way asked its network who has this address, and nobody answered. The machine is off or asleep,
    its cable or Wi-Fi is gone, or it got another address.`,
  cases: 0,
  requires: symptom('route.unreachable', 'route.prohibited', 'tcp.timeout', 'tcp.failed'),
  proves: any(
    nobodyThere,
    // Its own console says that it is off the network: there is nobody to answer for its address.
    all(
      // A ban of pings on the way may hide what the port was answered.
      any(symptom('route.unreachable'), all(symptom('route.prohibited'), answersLate)),
      not(seen('host.alive')),
      seen('server.interface', { state: ['down', 'no-carrier', 'no-arp'] }),
      not(seen('server.interface', { state: 'up' })),
    ),
    routeFlaps,
  ),
  suggests: [
    // Only the look for a neighbour gives this one.
    seen('tcp.connect', { errno: 'EHOSTDOWN' }),
    seen('route.neighbour', { target: true, state: ['failed', 'incomplete'] }),
    seen('tcp.connect', { errno: ['EHOSTUNREACH', 'EHOSTDOWN'], ms: { min: 900 } }),
    seen('path.hop', { answer: /^!H$/ }),
    failsByTurns('route.unreachable'),
    seen('tcp.connect', { errno: 'EHOSTUNREACH' }),
    // A router has no way there: for pings as for connections.
    all(seen('tcp.connect', { errno: 'ENETUNREACH', answer: 'icmp' }), seen('path.icmp', { code: 'net-unreachable' })),
  ],
  excludes: any(
    stoppedHere,
    all(
      seen('path.icmp', { code: ['communication-administratively-prohibited', 'host-prohibited', 'net-prohibited'] }),
      not(answersLate),
    ),
    // One that comes and goes is alive in between.
    all(any(seen('host.alive'), seen('route.neighbour', { target: true, state: 'reachable' })), not(byTurns)),
    all(nobodyThere, askedElsewhere),
  ),
  lookalikes: [
    {
      cause: 'admin-prohibited',
      difference: 'A firewall that rejects says the same at once, and the host answers elsewhere.',
    },
    {
      cause: 'macos-local-network-privacy',
      difference: 'macOS denies it to one application, at once; others reach the host.',
    },
    {
      cause: 'vpn-route-overlap',
      difference: 'There the question goes out on the wrong network, that of a container or VPN.',
    },
  ],
  check: console,
  fix: [
    {
      who: 'network',
      risk: 'none',
      say: 'Look whether the machine is on and linked, and which address it has now: on its screen, or in the list of the DHCP server.',
      commands: ['ip neigh show {address}', 'ping -c 3 {address}'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'If it sleeps and can be woken, wake it by the hardware address of its network card.',
      commands: ['wakeonlan AA:BB:CC:DD:EE:FF'],
    },
  ],
  sources: ['connect(2): EHOSTUNREACH', 'RFC 826', 'RFC 4861 §7.3', 'RFC 792: host unreachable'],
};

function flaps(by: 'other' | undefined): Example['seen'] {
  return [
    ['symptom', { is: 'route.unreachable', stage: 'route' }],
    ['attempt', { n: 1, ok: true, ms: 200 }],
    ['attempt', { n: 2, ok: false, ms: 1018, symptom: 'route.unreachable' }],
    ['attempts.rate', { tried: 14, failed: 5, share: 'some', turns: 6 }],
    [
      'tcp.connect',
      {
        address: '192.0.2.5',
        family: 4,
        port: 22,
        outcome: 'unreachable',
        errno: 'EHOSTUNREACH',
        ms: 12,
        answer: 'icmp',
        by: 'socket',
      },
    ],
    ['host.alive', { by: 'ssh' }],
    ['path.icmp', { from: '198.51.100.1', code: 'host-unreachable', ...(by === undefined ? {} : { by }) }],
    ['server.reach', { port: 22, listening: 'yes', owner: 'sshd' }],
    ['firewall.decision', { where: 'server', action: 'accept', hook: 'in', rule: 'no rule stops it' }],
  ];
}

export const examples: readonly Example[] = [
  {
    name: 'a router finds the host now and then only, and says so to pings as well',
    expect: 'confirmed',
    seen: flaps('other'),
  },
  {
    name: 'look-alike: the host itself says so, as a ban on it may',
    expect: 'possible',
    seen: flaps(undefined),
  },
  {
    name: 'the only interface of the server has no link, by its own console',
    expect: 'confirmed',
    covers: ['server.interface'],
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['server.interface', { device: 'eth0', state: 'no-carrier', addresses: '192.0.2.5/24' }],
    ],
  },
  {
    name: 'look-alike: the server is on the network, and the way to it is cut',
    expect: 'possible',
    covers: ['server.interface'],
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['server.interface', { device: 'eth0', state: 'up', addresses: '192.0.2.5/24' }],
    ],
  },
  {
    name: 'a ping brings the message that nobody is there',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      [
        'tcp.connect',
        { address: '192.0.2.5', family: 4, port: 22, outcome: 'unreachable', errno: 'EHOSTUNREACH', by: 'ssh' },
      ],
      ['path.icmp', { from: '198.51.100.1', code: 'host-unreachable' }],
      ['path.loss', { sent: 5, lost: 5 }],
    ],
  },
  {
    name: 'look-alike: the message says that it is forbidden',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'route.prohibited', stage: 'route' }],
      [
        'tcp.connect',
        { address: '192.0.2.5', family: 4, port: 22, outcome: 'unreachable', errno: 'EHOSTUNREACH', by: 'ssh' },
      ],
      ['path.icmp', { from: '198.51.100.1', code: 'communication-administratively-prohibited' }],
    ],
  },
  {
    name: 'nobody on the own network answers for the address',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['name.address', { address: '192.168.1.50', family: 4, scope: 'private', source: 'literal' }],
      [
        'tcp.connect',
        {
          address: '192.168.1.50',
          family: 4,
          port: 22,
          outcome: 'unreachable',
          errno: 'EHOSTUNREACH',
          ms: 3071,
          answer: 'local',
          by: 'socket',
        },
      ],
    ],
  },
  {
    name: "look-alike: nobody answers on a container engine's bridge, which took the network of the host",
    expect: 'possible',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['name.address', { address: '172.20.0.5', family: 4, scope: 'private', source: 'system' }],
      ['route.lookup', { address: '172.20.0.5', state: 'found', device: 'docker0', kind: 'bridge', onLink: true }],
      ['route.neighbour', { address: '172.20.0.5', state: 'failed', target: true }],
    ],
  },
  {
    name: 'look-alike: nobody is at the address that this machine has for the name, and DNS gives another',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['name.differs', { system: '192.168.1.50', dns: '192.168.1.5', because: 'hosts-file' }],
      ['route.neighbour', { address: '192.168.1.50', state: 'failed', target: true }],
    ],
  },
  {
    name: 'look-alike: an answer at once is more likely a rule that rejects',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      [
        'tcp.connect',
        {
          address: '192.0.2.5',
          family: 4,
          port: 22,
          outcome: 'unreachable',
          errno: 'EHOSTUNREACH',
          ms: 0.4,
          answer: 'icmp',
          by: 'socket',
        },
      ],
    ],
  },
  {
    name: 'a host that comes and goes is alive in between',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['attempts.rate', { tried: 8, failed: 4, share: 'some', turns: 5 }],
      ['attempt', { n: 1, ok: false, symptom: 'route.unreachable', ms: 3080 }],
      ['host.alive', { by: 'ssh' }],
    ],
  },
  {
    name: 'look-alike: the host answers elsewhere',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'route.prohibited', stage: 'route' }],
      [
        'tcp.connect',
        {
          address: '192.0.2.5',
          family: 4,
          port: 22,
          outcome: 'unreachable',
          errno: 'EHOSTUNREACH',
          ms: 0.4,
          answer: 'icmp',
          by: 'socket',
        },
      ],
      ['host.alive', { by: 'icmp-echo' }],
    ],
  },
];
