import { all, any, not, passed, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { service } from '../checks.ts';
import { keyTaken } from '../signs.ts';

const oddPort = any(seen('tcp.connect', { port: { min: 23 } }), seen('tcp.connect', { port: { min: 1, max: 21 } }));
const sshOn22 = seen('ssh.elsewhere', { port: 22 });

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
    // A group address is no host at all.
    all(stopsAt('route', 'tcp'), seen('name.address', { source: 'literal', scope: 'multicast' })),
    all(
      any(symptom('tcp.refused'), all(symptom('tcp.timeout'), seen('server.reach', { listening: 'no' }))),
      oddPort,
      sshOn22,
      seen('server.listener', { owner: /^sshd/, port: 22, address: /^(?:0\.0\.0\.0|\*|\[?::\]?)$/ }),
      seen('server.setting', { keyword: 'port', value: '22' }),
      not(seen('server.setting', { keyword: 'port', value: /^(?!22$)\d+$/ })),
    ),
  ),
  suggests: [
    all(symptom('tcp.refused', 'tcp.timeout', 'identification.not-ssh'), oddPort, sshOn22),
    seen('name.address', { source: 'literal', scope: 'multicast' }),
    all(symptom('identification.not-ssh'), oddPort),
  ],
  excludes: any(
    passed('auth'),
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

export const examples: readonly Example[] = [
  {
    name: 'port 2222 is refused, and sshd is on 22 as it is configured to be',
    expect: 'confirmed',
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
