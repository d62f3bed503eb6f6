import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';

/** Each card has a network of that name: without one there is no way, whatever the routes say (RFC 4007 §11). */
const withoutCard = all(
  seen('name.address', { scope: 'link-local', address: /^fe[89ab][\da-f]:[^%]*$/i }),
  seen('tcp.connect', { errno: 'EINVAL', answer: 'local' }),
);

export const cause: Cause = {
  id: 'route-missing',
  stage: 'route',
  family: 'unreachable',
  who: 'client',
  decidedBy: 'client',
  meaning: 'the client has no route to the address (ENETUNREACH)',
  title: 'This machine has no way to {address}: none of its routes leads there.',
  sees: 'Network is unreachable, at once. Not a single packet left this machine.',
  why: `The network is down, the VPN that leads there is not connected, the default route is gone, or the address is IPv6
    and this machine has none.`,
  cases: 0,
  requires: symptom('route.unreachable', 'route.prohibited', 'tcp.failed'),
  proves: all(
    symptom('route.unreachable', 'route.prohibited'),
    any(
      withoutCard,
      seen('route.lookup', { state: 'missing' }),
      seen('tcp.connect', { errno: 'ENETUNREACH', answer: 'local' }),
      // A route that exists to lead nowhere; ip-route(8) knows three kinds.
      all(
        seen('route.lookup', { state: ['unreachable', 'blackhole', 'prohibited'] }),
        seen('tcp.connect', { errno: ['EHOSTUNREACH', 'EINVAL', 'EACCES'], answer: 'local' }),
      ),
    ),
  ),
  suggests: [
    seen('tcp.connect', { errno: 'ENETUNREACH' }),
    seen('route.lookup', { state: ['missing', 'unreachable', 'blackhole', 'prohibited'] }),
  ],
  excludes: any(
    // One address had a way out, so what stops the connection lies there.
    seen('tcp.connect', { outcome: ['open', 'refused', 'timeout', 'reset'] }),
    seen('tcp.connect', { errno: ['ENETUNREACH', 'EHOSTUNREACH'], answer: 'icmp' }),
    all(seen('route.lookup', { state: 'found' }), not(withoutCard)),
    seen('name.address', { scope: ['multicast', 'unspecified'] }),
  ),
  lookalikes: [
    {
      cause: 'host-unreachable',
      difference: 'There packets leave this machine, and the last hop does not find the host.',
    },
    {
      cause: 'admin-prohibited',
      difference: 'There a firewall on the way answers with the same words; it takes at least the time to it and back.',
    },
    { cause: 'ipv6-broken', difference: 'There this machine has IPv6 and the path beyond it fails.' },
  ],
  check: {
    at: 'client',
    what: 'ask its own kernel for the way',
    command: 'ip route get {address}; ip -br address; ip route; ip -6 route',
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      platform: 'Linux',
      say: 'See whether a network and a default route are there; then connect the network or the VPN that leads to the address.',
      commands: ['ip -br address', 'ip route', 'nmcli device status'],
    },
    {
      who: 'client',
      risk: 'none',
      platform: 'macOS, FreeBSD',
      say: 'See whether a network and a default route are there; then connect the network or the VPN that leads to the address.',
      commands: ['route -n get {address}', 'netstat -rn'],
    },
    {
      who: 'client',
      risk: 'none',
      platform: 'Windows',
      say: 'See whether a network and a default route are there; then connect the network or the VPN that leads to the address.',
      commands: ['route print', 'Find-NetRoute -RemoteIPAddress {address}'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'A link-local address (fe80:…) wants the name of the network card behind it.',
      commands: ['ssh -p {port} {user}@{address}%eth0'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'If the address is IPv6 and the host has IPv4 too, use that.',
      commands: ['ssh -4 -p {port} {user}@{host}'],
    },
  ],
  sources: ['connect(2): ENETUNREACH', 'ip-route(8)'],
};

export const examples: readonly Example[] = [
  {
    name: 'a route is there that leads nowhere',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['route.lookup', { address: '192.0.2.5', state: 'blackhole' }],
      [
        'tcp.connect',
        {
          address: '192.0.2.5',
          family: 4,
          port: 22,
          outcome: 'unreachable',
          errno: 'EINVAL',
          answer: 'local',
          by: 'socket',
        },
      ],
    ],
  },
  {
    name: 'the kernel itself has no route',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['route.lookup', { address: '198.51.100.5', state: 'missing' }],
      [
        'tcp.connect',
        {
          address: '198.51.100.5',
          family: 4,
          port: 22,
          outcome: 'unreachable',
          errno: 'ENETUNREACH',
          ms: 0.1,
          answer: 'local',
          by: 'socket',
        },
      ],
    ],
  },
  {
    name: 'a link-local address without the name of a card, which the kernel itself would look up',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['name.address', { address: 'fe80::5', family: 6, scope: 'link-local', source: 'literal' }],
      ['route.lookup', { address: 'fe80::5', state: 'found', device: 'eth0' }],
      [
        'tcp.connect',
        {
          address: 'fe80::5',
          family: 6,
          port: 22,
          outcome: 'unreachable',
          errno: 'EINVAL',
          answer: 'local',
          by: 'socket',
        },
      ],
    ],
  },
  {
    name: 'look-alike: the words alone, which a router can cause as well',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      [
        'tcp.connect',
        { address: 'web1', family: 4, port: 22, outcome: 'unreachable', errno: 'ENETUNREACH', by: 'ssh' },
      ],
    ],
  },
  {
    name: 'look-alike: no IPv6 here, and IPv4 is refused',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'tcp.connect',
        {
          address: '2001:db8::5',
          family: 6,
          port: 22,
          outcome: 'unreachable',
          errno: 'ENETUNREACH',
          answer: 'local',
          by: 'socket',
        },
      ],
      [
        'tcp.connect',
        {
          address: '192.0.2.5',
          family: 4,
          port: 22,
          outcome: 'refused',
          errno: 'ECONNREFUSED',
          answer: 'rst',
          by: 'socket',
        },
      ],
    ],
  },
];
