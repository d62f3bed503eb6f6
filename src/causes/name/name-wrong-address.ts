import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { console } from '../checks.ts';
import { anyAddress, cameToSshd, gatewayRefuses, keyTaken, refusedElsewhere, synArrived } from '../signs.ts';

// Networks of a content delivery network, which carries web pages for the name and not its SSH port.
const webFront =
  /^(?:104\.(?:1[6-9]|2\d|3[01])\.|172\.(?:6[4-9]|7[01])\.|188\.114\.(?:9[6-9]|10\d|11[01])\.|2606:4700:)/;

/**
 * The hosts file leads this machine to itself, where nobody listens. The server is another machine: DNS has its address, and it
 * takes connections at any that it has.
 */
const toItself = all(
  symptom('tcp.refused'),
  seen('tcp.connect', { address: /^127\./, outcome: 'refused', answer: 'rst' }),
  seen('name.address', { source: 'system', scope: 'loopback' }),
  seen('name.differs', { because: 'hosts-file' }),
  seen('server.addressed', { by: 'dns', is: 'own' }),
  seen('server.addressed', { by: 'client', is: ['near', 'elsewhere'] }),
  seen('server.reach', { listening: 'yes' }),
  seen('server.listener', { owner: /^sshd/, address: anyAddress }),
);

/** The name leads to a delivery network, by its own word, and nobody there takes the connection: it hands on web pages alone. */
const fronted = all(seen('name.front'), symptom('tcp.timeout', 'tcp.refused'));

export const cause: Cause = {
  id: 'name-wrong-address',
  stage: 'name',
  family: 'address',
  who: 'client',
  decidedBy: 'both',
  lasting: true,
  meaning: 'the name leads to an address that is not this server (stale record, hosts file, CDN, split DNS)',
  title: 'The name {host} leads this machine to {address}, which is not the server you mean.',
  sees: 'No answer, a refusal, or another machine answers, while others reach the server by the same name.',
  why: `An old record is still in a cache, a line in the hosts file wins over DNS, a web front stands before the site, an
    advertisement filter answers with nothing, or DNS inside and outside a company differ.`,
  cases: 0,
  behind: { 'tcp.timeout': 1 },
  requires: stopsAt('route', 'tcp', 'identification', 'kex', 'hostkey', 'auth'),
  proves: any(
    fronted,
    all(
      seen('name.lookup', { source: 'system', outcome: 'found', name: /^(?!0x).*[a-z]/i }),
      any(
        // No server has such an address: somebody answers so on purpose.
        seen('name.address', { source: ['system', 'dns', 'hosts-file'], scope: ['unspecified', 'multicast'] }),
        toItself,
        all(seen('name.address', { source: 'system' }), gatewayRefuses),
        // The server is on the network that the address belongs to, and has another; nobody is at this one.
        all(
          symptom('tcp.timeout', 'route.unreachable'),
          not(seen('host.alive')),
          seen('server.interface', { state: 'up' }),
          seen('server.addressed', { by: 'dialled', is: 'near' }),
          not(seen('server.addressed', { by: 'dialled', is: ['own', 'elsewhere'] })),
          any(
            seen('server.addressed', { by: 'dialled', named: true }),
            all(seen('name.differs', { because: 'hosts-file' }), seen('server.addressed', { by: 'dns', is: 'own' })),
          ),
        ),
      ),
    ),
  ),
  suggests: [
    refusedElsewhere,
    seen('name.front'),
    seen('name.differs'),
    // The server is in that network with another address.
    seen('server.addressed', { by: 'dns', is: 'near' }),
    all(symptom('tcp.timeout', 'route.unreachable'), seen('server.addressed', { by: 'dns', is: 'near' })),
    all(seen('name.differs'), any(seen('addresses.differ'), symptom('hostkey.changed', 'hostkey.unknown'))),
    all(symptom('tcp.timeout'), seen('name.address', { address: webFront, source: ['system', 'dns'] })),
  ],
  excludes: any(
    synArrived,
    cameToSshd,
    seen('name.address', { source: 'literal' }),
    // Another machine would not know the key.
    keyTaken,
  ),
  lookalikes: [
    {
      cause: 'wrong-host-or-port',
      difference: 'There you typed the wrong thing; here the name is right and its address is not.',
    },
    {
      cause: 'client-proxy-blocks-22',
      difference: 'A local proxy gives every name an address out of 198.18.0.0/15, on purpose.',
    },
    { cause: 'duplicate-ip', difference: 'There the address is right, and two machines answer to it.' },
  ],
  check: console,
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'See where the address comes from: the hosts file, your own resolver, or DNS at large.',
      commands: ['grep -n {host} /etc/hosts', 'getent ahosts {host}', 'dig +short {host} @9.9.9.9'],
    },
    {
      who: 'client',
      risk: 'none',
      say: "Use the server's own address under the same name until the record is right.",
      commands: ['ssh -o HostName=ADDRESS -o HostKeyAlias={host} -p {port} {user}@{host}'],
    },
    {
      who: 'network',
      risk: 'none',
      say: 'Behind a web front, give SSH a name of its own that leads straight to the server, and correct old records.',
      commands: ['dig +noall +answer {host}'],
    },
  ],
  sources: [
    'hosts(5)',
    'nsswitch.conf(5)',
    'RFC 1035 §3.2.1: TTL',
    'IANA IPv4 Special-Purpose Address Registry: 0.0.0.0/8',
  ],
};

/** Dialled at 127.0.1.1, with a server that has 192.0.2.5. */
function loopback(client: string): Example['seen'] {
  return [
    ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
    ['name.lookup', { source: 'system', outcome: 'found', name: 'web1' }],
    ['name.address', { address: '127.0.1.1', family: 4, scope: 'loopback', source: 'system' }],
    ['name.differs', { system: '127.0.1.1', dns: '192.0.2.5', because: 'hosts-file' }],
    [
      'tcp.connect',
      {
        address: '127.0.1.1',
        family: 4,
        port: 22,
        outcome: 'refused',
        errno: 'ECONNREFUSED',
        answer: 'rst',
        by: 'socket',
      },
    ],
    ['server.interface', { device: 'eth0', state: 'up', addresses: '192.0.2.5/24' }],
    ['server.addressed', { address: '192.0.2.5', by: 'dns', is: 'own', named: true }],
    [
      'server.addressed',
      { address: client, by: 'client', is: client === '192.0.2.5' ? 'own' : 'elsewhere', named: true },
    ],
    ['server.reach', { port: 22, listening: 'yes', owner: 'sshd' }],
    ['server.listener', { address: '0.0.0.0', port: 22, owner: 'sshd' }],
  ];
}

export const examples: readonly Example[] = [
  {
    name: 'a filter answers for the name with 0.0.0.0',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['name.lookup', { source: 'system', outcome: 'found', name: 'web1.example.com' }],
      ['name.address', { address: '0.0.0.0', family: 4, scope: 'unspecified', source: 'system' }],
    ],
  },
  {
    name: 'the host of that name has another address of the same network',
    expect: 'confirmed',
    covers: ['server.interface', 'server.addressed'],
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['name.lookup', { source: 'system', outcome: 'found', name: 'web1' }],
      ['name.address', { address: '192.0.2.99', family: 4, scope: 'documentation', source: 'system' }],
      ['server.interface', { device: 'eth0', state: 'up', addresses: '192.0.2.5/24' }],
      ['server.addressed', { address: '192.0.2.99', by: 'dialled', is: 'near', named: true }],
    ],
  },
  {
    name: 'the name leads to the router in front of the server, as a wildcard record does',
    expect: 'confirmed',
    covers: ['server.addressed'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['name.lookup', { source: 'system', outcome: 'found', name: 'web1' }],
      ['name.address', { address: '192.0.2.1', family: 4, scope: 'documentation', source: 'system' }],
      [
        'tcp.connect',
        {
          address: '192.0.2.1',
          family: 4,
          port: 22,
          outcome: 'refused',
          errno: 'ECONNREFUSED',
          answer: 'rst',
          by: 'socket',
        },
      ],
      [
        'tcp.control',
        {
          address: '192.0.2.1',
          port: 41873,
          outcome: 'refused',
          unused: true,
          errno: 'ECONNREFUSED',
          answer: 'rst',
        },
      ],
      ['server.addressed', { address: '192.0.2.1', by: 'dialled', is: 'near', named: true, gateway: true }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'sshd' }],
      ['firewall.decision', { where: 'server', action: 'accept', hook: 'in', rule: 'no rule stops it' }],
    ],
  },
  {
    name: 'the hosts file has the name for this machine itself, and the server is another',
    expect: 'confirmed',
    seen: loopback('198.51.100.7'),
  },
  {
    name: 'look-alike: the same, and the console is that of this very machine',
    expect: 'possible',
    seen: loopback('192.0.2.5'),
  },
  {
    name: 'look-alike: the server has no such address, as behind a translation of addresses',
    expect: 'possible',
    covers: ['server.interface', 'server.addressed'],
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['name.lookup', { source: 'system', outcome: 'found', name: 'web1' }],
      ['name.address', { address: '198.51.100.5', family: 4, scope: 'documentation', source: 'system' }],
      ['server.interface', { device: 'eth0', state: 'up', addresses: '10.0.0.5/24' }],
      ['server.addressed', { address: '198.51.100.5', by: 'dialled', is: 'elsewhere', named: true }],
    ],
  },
  {
    name: 'a delivery network answers for the web at that name, and nobody for SSH',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['client.target', { host: 'www.example.com', port: 22 }],
      ['name.front', { name: 'www.example.com', network: 'Cloudflare' }],
    ],
  },
  {
    name: 'look-alike: the web at that name is a delivery network, and an SSH server answers there',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['client.target', { host: 'www.example.com', port: 22 }],
      ['name.front', { name: 'www.example.com', network: 'Cloudflare' }],
    ],
  },
  {
    name: 'look-alike: the hosts file differs from DNS, which may be meant so',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['name.lookup', { source: 'system', outcome: 'found', name: 'web1.example.com' }],
      ['name.address', { address: '10.0.0.5', family: 4, scope: 'private', source: 'hosts-file' }],
      ['name.differs', { system: '10.0.0.5', dns: '198.51.100.5', because: 'hosts-file' }],
    ],
  },
  {
    name: 'an address was typed: no name takes part',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['name.address', { address: '198.51.100.5', family: 4, scope: 'documentation', source: 'literal' }],
    ],
  },
];
