import { all, any, not, seen, stopsAt } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';

const failsLater = seen('stage', {
  stage: ['config', 'name', 'identification', 'kex', 'hostkey', 'auth', 'session'],
  status: 'fail',
});

/** The same port is open over IPv4. */
const sixFiltered = all(
  seen('tcp.scan', { family: 4, state: 'open' }),
  seen('tcp.scan', { family: 6, state: 'filtered' }),
);

export const cause: Cause = {
  id: 'ipv6-broken',
  stage: 'route',
  family: 'unreachable',
  who: 'network',
  decidedBy: 'client',
  meaning: 'the name has AAAA and the IPv6 path fails while IPv4 works',
  title: 'The way to {host} over IPv6 ({dead}) is broken, so every login has to fall back to IPv4.',
  sees: 'It works, but every login waits first; or it fails in programs that try IPv6 only.',
  why: `The name has an IPv6 address too, and ssh tries that one first. On the way a router, a tunnel or a firewall loses the
    IPv6 packets.`,
  cases: 3,
  behind: { 'tcp.timeout': 2, 'route.unreachable': 1 },
  proves: all(
    // What fails later on failed at the live address.
    not(failsLater),
    any(
      seen('addresses.differ', { dead: 6, how: 'timeout' }),
      all(
        seen('addresses.differ', { dead: 6, how: ['unreachable', 'prohibited'] }),
        // A client without any IPv6 skips such an address at once: that is no fault of the path.
        any(
          seen('tcp.connect', { family: 6, errno: 'EHOSTUNREACH' }),
          seen('tcp.connect', { family: 6, errno: ['ENETUNREACH', 'EACCES'], answer: 'icmp' }),
          seen('tcp.connect', { family: 6, errno: 'ENETUNREACH', ms: { min: 100 } }),
          all(
            seen('tcp.connect', { family: 6, errno: 'ENETUNREACH' }),
            seen('route.lookup', { address: /:/, state: 'found' }),
          ),
        ),
      ),
    ),
  ),
  suggests: [
    sixFiltered,
    all(sixFiltered, stopsAt('route', 'tcp')),
    all(not(failsLater), seen('addresses.differ', { dead: 6 })),
    all(stopsAt('route', 'tcp'), seen('tcp.connect', { family: 6, outcome: ['timeout', 'unreachable', 'failed'] })),
    // The one address that a message names which keeps the reason to itself.
    seen('connection.end', { text: /[\s[](?:[\da-f]{1,4}:){1,7}:|[\s[](?:[\da-f]{1,4}:){7}[\da-f]/i }),
  ],
  excludes: any(
    seen('tcp.connect', { family: 6, outcome: ['open', 'refused'] }),
    all(seen('name.address'), not(seen('name.address', { family: 6 }))),
  ),
  lookalikes: [
    {
      cause: 'name-one-address-dead',
      difference: 'There IPv6 gets through and the server answers no: sshd does not listen on it.',
    },
    {
      cause: 'route-missing',
      difference: 'There this machine has no way out for the address at all, and says so at once.',
    },
  ],
  check: {
    at: 'client',
    what: 'compare the two, to this host and to another one',
    command: 'nc -6 -zvw5 {host} {port}; nc -4 -zvw5 {host} {port}; ping -6 -c 3 one.one.one.one; ip -6 route',
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Use IPv4 for this host until the path is mended.',
      commands: ['ssh -4 -p {port} {user}@{host}', "printf 'Host {host}\\n  AddressFamily inet\\n' >> ~/.ssh/config"],
    },
    {
      who: 'server',
      risk: 'none',
      say: 'If only this port is silent over IPv6, the rules for IPv6 were forgotten: they are separate from those for IPv4.',
      commands: ['ip6tables-save -c', 'nft list ruleset'],
    },
    {
      who: 'network',
      risk: 'none',
      say: 'Mend the IPv6 path, or take the AAAA record out until it works.',
      commands: ['traceroute -6 {host}', 'dig +short {host} AAAA'],
    },
  ],
  sources: ['RFC 6724', 'ssh_config(5): AddressFamily', 'openssh-portable sshconnect.c: ssh_connect_direct'],
};

export const examples: readonly Example[] = [
  {
    name: 'the IPv6 address is silent, the IPv4 address answers',
    expect: 'confirmed',
    seen: [
      ['stage', { stage: 'tcp', status: 'pass' }],
      ['addresses.differ', { dead: 6, deadAddress: '2001:db8::5', liveAddress: '192.0.2.5', how: 'timeout' }],
      ['tcp.connect', { address: '2001:db8::5', family: 6, port: 22, outcome: 'timeout', by: 'socket' }],
    ],
  },
  {
    name: 'look-alike: a scan finds the port open over IPv4 and filtered over IPv6, which ssh may not have used',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['tcp.scan', { family: 4, port: 22, state: 'open' }],
      ['tcp.scan', { family: 6, port: 22, state: 'filtered' }],
    ],
  },
  {
    name: 'look-alike: this machine has no IPv6 and skips the address',
    expect: 'possible',
    covers: ['route.lookup'],
    seen: [
      ['stage', { stage: 'tcp', status: 'pass' }],
      ['addresses.differ', { dead: 6, deadAddress: '2001:db8::5', liveAddress: '192.0.2.5', how: 'unreachable' }],
      [
        'tcp.connect',
        { address: '2001:db8::5', family: 6, port: 22, outcome: 'unreachable', errno: 'ENETUNREACH', by: 'ssh' },
      ],
    ],
  },
  {
    name: 'look-alike: over IPv6 the server answers no',
    expect: 'ruled-out',
    seen: [
      ['stage', { stage: 'tcp', status: 'pass' }],
      ['addresses.differ', { dead: 6, deadAddress: '2001:db8::5', liveAddress: '192.0.2.5', how: 'refused' }],
      [
        'tcp.connect',
        { address: '2001:db8::5', family: 6, port: 22, outcome: 'refused', errno: 'ECONNREFUSED', by: 'socket' },
      ],
    ],
  },
];
