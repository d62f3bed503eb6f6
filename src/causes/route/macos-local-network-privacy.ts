import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';

// Darwin 24 is macOS 15, the first release with the rule.
const hasTheRule = seen('client.platform', { os: 'darwin', release: /^(?:2[4-9]|[3-9]\d)\./ });
const lacksTheRule = any(
  seen('client.platform', { os: ['linux', 'win32', 'freebsd', 'other'] }),
  seen('client.platform', { os: 'darwin', release: /^(?:1?\d|2[0-3])\./ }),
);
const nearby = seen('name.address', { scope: ['private', 'link-local', 'unique-local'] });
const deniedAtOnce = seen('tcp.connect', { errno: 'EHOSTUNREACH', ms: { max: 500 } });

export const cause: Cause = {
  id: 'macos-local-network-privacy',
  stage: 'route',
  family: 'client',
  who: 'client',
  decidedBy: 'client',
  lasting: true,
  meaning: 'macOS denies the application access to the local network',
  title: 'macOS does not let this application talk to devices on your local network.',
  sees: 'No route to host, at once, in one application; in the Terminal of macOS the same ssh works.',
  why: `Since macOS 15 each application needs your permission to reach devices on the same network. It is asked once, or never,
    and a denied application is told that the host is unreachable. Programs started by it inherit the denial.`,
  cases: 6,
  behind: { 'route.unreachable': 5 },
  requires: any(
    symptom('route.unreachable', 'route.prohibited', 'tcp.failed', 'tcp.timeout'),
    all(symptom('name.not-found', 'name.no-answer', 'name.failed'), seen('name.lookup', { name: /\.local\.?$/i })),
    all(hasTheRule, seen('tcp.connect', { errno: 'EHOSTUNREACH' })),
  ),
  proves: all(
    hasTheRule,
    nearby,
    any(
      // Apple's ping gets an answer, and no port lets us out: a neighbour that is not there would answer neither.
      all(
        deniedAtOnce,
        seen('route.lookup', { state: 'found' }),
        seen('host.alive', { by: 'icmp-echo' }),
        seen('tcp.control', { errno: 'EHOSTUNREACH', ms: { max: 500 } }),
        not(seen('tcp.control', { outcome: ['open', 'refused', 'timeout', 'reset'] })),
      ),
      // One program gets through to the same address, the other does not.
      all(
        seen('tcp.connect', { by: 'ssh', errno: 'EHOSTUNREACH' }),
        seen('tcp.connect', { by: 'socket', outcome: 'open' }),
        not(seen('addresses.differ')),
      ),
    ),
  ),
  suggests: [
    all(hasTheRule, nearby, seen('tcp.connect', { errno: 'EHOSTUNREACH' })),
    all(hasTheRule, deniedAtOnce),
    all(
      hasTheRule,
      seen('route.lookup', { state: 'found', onLink: true }),
      seen('tcp.connect', { errno: 'EHOSTUNREACH' }),
    ),
  ],
  excludes: any(
    lacksTheRule,
    // The rule is for the networks this machine is in, not for what lies behind a router.
    seen('route.lookup', { onLink: false }),
    all(seen('name.address'), not(nearby)),
    seen('client.rule'),
  ),
  lookalikes: [
    {
      cause: 'host-unreachable',
      difference: 'There the host is silent for every program, and it takes seconds to say so.',
    },
    { cause: 'client-firewall', difference: 'A rule of pf stops every program alike.' },
  ],
  check: {
    what: 'on the Mac, try the same in the Terminal application of macOS',
    command: '/usr/bin/nc -vz -w 3 {address} {port}',
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      platform: 'macOS',
      say: 'Switch the application on under Privacy & Security, Local Network; then quit it and start it again.',
      commands: ['open "x-apple.systempreferences:com.apple.preference.security?Privacy_LocalNetwork"'],
    },
    {
      who: 'client',
      risk: 'none',
      platform: 'macOS',
      say: "If it is not in the list, use Apple's own ssh from the Terminal meanwhile.",
      commands: ['/usr/bin/ssh -p {port} {user}@{host}'],
    },
  ],
  sources: [
    'Apple TN3179: Understanding local network privacy',
    'Apple Support: Control access to your local network on Mac',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'ping gets an answer, and every port is unreachable at once',
    expect: 'confirmed',
    covers: ['client.rule'],
    seen: [
      ['symptom', { is: 'route.prohibited', stage: 'route' }],
      ['client.platform', { os: 'darwin', release: '24.5.0' }],
      ['name.address', { address: '192.168.1.50', family: 4, scope: 'private', source: 'literal' }],
      ['route.lookup', { address: '192.168.1.50', state: 'found', device: 'en0', onLink: true }],
      [
        'tcp.connect',
        {
          address: '192.168.1.50',
          family: 4,
          port: 22,
          outcome: 'unreachable',
          errno: 'EHOSTUNREACH',
          ms: 0.4,
          by: 'socket',
        },
      ],
      [
        'tcp.control',
        { address: '192.168.1.50', port: 80, outcome: 'unreachable', unused: false, errno: 'EHOSTUNREACH', ms: 0.3 },
      ],
      ['host.alive', { by: 'icmp-echo' }],
    ],
  },
  {
    name: 'look-alike: the host may just be off',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['client.platform', { os: 'darwin', release: '24.5.0' }],
      ['name.address', { address: '192.168.1.50', family: 4, scope: 'private', source: 'literal' }],
      ['route.lookup', { address: '192.168.1.50', state: 'found', device: 'en0', onLink: true }],
      [
        'tcp.connect',
        {
          address: '192.168.1.50',
          family: 4,
          port: 22,
          outcome: 'unreachable',
          errno: 'EHOSTUNREACH',
          ms: 0.4,
          by: 'socket',
        },
      ],
    ],
  },
  {
    name: 'no Mac',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['client.platform', { os: 'linux', release: '6.8.0' }],
    ],
  },
];
