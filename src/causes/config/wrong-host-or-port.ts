import { all, any, not, passed, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { service } from '../checks.ts';
import { anyAddress, cameToSshd, gatewayRefuses, keyTaken, refusedElsewhere, synArrived } from '../signs.ts';

const oddPort = any(seen('tcp.connect', { port: { min: 23 } }), seen('tcp.connect', { port: { min: 1, max: 21 } }));
const sshOn22 = seen('ssh.elsewhere', { port: 22 });

// A router or the host of a container may lead that port to another.
const notTranslated = not(seen('server.addressed', { by: 'dialled', is: ['near', 'elsewhere'] }));

const group = any(
  seen('name.address', { source: 'literal', scope: 'multicast' }),
  all(seen('name.address', { source: 'literal' }), seen('route.lookup', { kind: 'group' })),
);

export const cause: Cause = {
  id: 'wrong-host-or-port',
  stage: 'config',
  family: 'address',
  who: 'client',
  decidedBy: 'both',
  lasting: true,
  meaning: 'the client aims at a host or port where this sshd is not',
  title: 'You are knocking at the wrong door: the SSH server you mean is not at {host} port {port}.',
  sees: 'Connection refused or no answer, although the server is well; or another machine answers.',
  why: `A number or name is mistyped, an alias in ssh_config still has the old one, or a program has port 22 built in. Every
    option on the command line and the first matching line of ssh_config win over the rest.`,
  cases: 4,
  behind: { 'tcp.refused': 3 },
  requires: stopsAt('name', 'route', 'tcp', 'identification', 'kex', 'hostkey', 'auth'),
  proves: any(
    // The address of a group is no host at all. That of a network's own broadcast only its routes tell.
    all(stopsAt('route', 'tcp'), group),
    all(
      any(symptom('tcp.refused'), all(symptom('tcp.timeout'), seen('server.reach', { listening: 'no' }))),
      oddPort,
      sshOn22,
      seen('server.listener', { owner: /^sshd/, port: 22, address: anyAddress }),
      seen('server.setting', { keyword: 'port', value: '22' }),
      any(
        not(seen('server.setting', { keyword: 'port', value: /^(?!22$)\d+$/ })),
        seen('server.reach', { listening: 'no', configured: 'all' }),
      ),
      notTranslated,
    ),
    all(seen('name.address', { source: 'literal' }), gatewayRefuses),
  ),
  suggests: [
    all(seen('name.address', { source: 'literal' }), refusedElsewhere),
    all(symptom('tcp.refused', 'tcp.timeout', 'identification.not-ssh'), oddPort, sshOn22),
    group,
    all(symptom('identification.not-ssh'), oddPort),
  ],
  excludes: any(
    passed('auth'),
    synArrived,
    cameToSshd,
    // Another machine would not know the key.
    keyTaken,
  ),
  // sshd stands where it always stands: the number was wrong, not the server.
  // A firewall that leaves that port shut does its work.
  explains: ['sshd-port-changed', 'firewall-server'],
  lookalikes: [
    { cause: 'sshd-port-changed', difference: 'There the client uses the port it was told, and the server was moved.' },
    {
      cause: 'port-mapping-wrong',
      difference: 'There the number is right, and a router or container leads it to the wrong place.',
    },
    { cause: 'name-wrong-address', difference: 'There what you typed is right, and the name leads elsewhere.' },
  ],
  check: service,
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'See what your ssh makes of what you typed, and which line says so.',
      commands: [
        "ssh -G {host} | grep -E '^(hostname|port|user|proxyjump) '",
        'grep -rnEi "^ *(host|hostname|port|match) " ~/.ssh/config /etc/ssh/ssh_config',
      ],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Name the right host and port once, and correct the line for good when it works.',
      commands: ['ssh -o HostName=RIGHTHOST -p 22 {user}@{host}'],
    },
  ],
  sources: ['ssh_config(5): HostName, Port', 'ssh(1): -p, -G', 'RFC 1112: host group addresses'],
};

function gateway(marks: { readonly gateway?: true }): Example['seen'] {
  const refused = { address: '192.0.2.1', outcome: 'refused', errno: 'ECONNREFUSED', answer: 'rst' } as const;
  return [
    ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
    ['name.address', { address: '192.0.2.1', family: 4, scope: 'documentation', source: 'literal' }],
    ['tcp.connect', { ...refused, family: 4, port: 22, by: 'socket' }],
    ['tcp.control', { ...refused, port: 41873, unused: true }],
    ['server.addressed', { address: '192.0.2.1', by: 'dialled', is: 'near', named: false, ...marks }],
    ['server.reach', { port: 22, listening: 'yes', owner: 'sshd' }],
    ['firewall.decision', { where: 'server', action: 'accept', hook: 'in', rule: 'no rule stops it' }],
  ];
}

export const examples: readonly Example[] = [
  {
    name: 'port 2222 is refused, and sshd is on 22 as it is configured to be',
    expect: 'confirmed',
    covers: ['server.addressed'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'tcp.connect',
        { address: '192.0.2.5', family: 4, port: 2222, outcome: 'refused', errno: 'ECONNREFUSED', by: 'socket' },
      ],
      ['ssh.elsewhere', { port: 22, version: 'SSH-2.0-OpenSSH_9.6' }],
      ['server.listener', { address: '0.0.0.0', port: 22, owner: 'sshd' }],
      ['server.setting', { keyword: 'port', value: '22' }],
    ],
  },
  {
    name: 'the address typed is the broadcast address of the network here',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['name.address', { address: '192.0.2.255', family: 4, scope: 'documentation', source: 'literal' }],
      ['route.lookup', { address: '192.0.2.255', state: 'found', device: 'eth0', kind: 'group', onLink: true }],
      [
        'tcp.connect',
        {
          address: '192.0.2.255',
          family: 4,
          port: 22,
          outcome: 'unreachable',
          errno: 'ENETUNREACH',
          ms: 1,
          answer: 'local',
          left: false,
          by: 'socket',
        },
      ],
    ],
  },
  {
    name: "look-alike: the same behind an address that is not the server's own, as on the host of a container",
    expect: 'possible',
    covers: ['server.addressed'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'tcp.connect',
        { address: '192.0.2.5', family: 4, port: 2222, outcome: 'refused', errno: 'ECONNREFUSED', by: 'socket' },
      ],
      ['server.addressed', { address: '192.0.2.5', by: 'dialled', is: 'elsewhere', named: true }],
      ['ssh.elsewhere', { port: 22, version: 'SSH-2.0-OpenSSH_9.6' }],
      ['server.listener', { address: '0.0.0.0', port: 22, owner: 'sshd' }],
      ['server.setting', { keyword: 'port', value: '22' }],
    ],
  },
  {
    name: 'the router in front of the server was dialled, and answers for itself',
    expect: 'confirmed',
    covers: ['server.addressed'],
    seen: gateway({ gateway: true }),
  },
  {
    name: "look-alike: an address of the server's network that may be one of a cluster's",
    expect: 'possible',
    covers: ['server.addressed'],
    seen: gateway({}),
  },
  {
    name: 'look-alike: SSH also answers on 22, which may be the machine around the container',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'tcp.connect',
        { address: '192.0.2.5', family: 4, port: 2222, outcome: 'refused', errno: 'ECONNREFUSED', by: 'socket' },
      ],
      ['ssh.elsewhere', { port: 22, version: 'SSH-2.0-OpenSSH_9.6' }],
    ],
  },
  { name: 'the login works', expect: 'ruled-out', seen: [['symptom', { is: 'session.closed', stage: 'session' }]] },
];
