import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { cameToSshd, failsByTurns, inRotation, keyTaken, refusedElsewhere, stoppedHere, synArrived } from '../signs.ts';

// Targets that are never an SSH server by plan: the ports of web servers.
const toWeb =
  /(?:--to-destination|--to-ports?|dnat(?: ip6?)? to|redirect to|->|=>)\s*\S*?:?(?:80|443|3000|8000|8080|8443)(?:\D|$)/i;

export const cause: Cause = {
  id: 'port-mapping-wrong',
  stage: 'tcp',
  family: 'other-service',
  who: 'network',
  decidedBy: 'both',
  meaning: 'a port map or service sends the port to another target',
  title: 'The port map in front of {host} sends port {port} to something that is not its SSH server.',
  sees: 'Refused, silent, closed at once, or another service answers, although the SSH server behind the map is well.',
  why: `A router, container or cluster hands the port on to another machine or port: the inner address has changed, the numbers
    are swapped, or the server inside listens elsewhere (2222 in many rootless images).`,
  cases: 4,
  behind: { 'tcp.refused': 2, 'identification.closed': 1, 'identification.not-ssh': 1 },
  requires: any(
    stopsAt('identification', 'kex', 'hostkey'),
    symptom('tcp.refused', 'tcp.timeout', 'tcp.reset', 'tcp.failed', 'route.unreachable', 'route.prohibited'),
    symptom('auth.denied', 'auth.closed', 'auth.failed', 'session.denied'),
  ),
  proves: all(
    symptom('identification.not-ssh'),
    any(
      seen('firewall.decision', { where: 'path', action: 'redirect', rule: toWeb }),
      // On the host itself port 22 would be sshd's own.
      all(
        seen('firewall.decision', { where: 'server', action: 'redirect', rule: toWeb }),
        not(seen('tcp.connect', { port: 22 })),
      ),
    ),
  ),
  suggests: [
    refusedElsewhere,
    seen('firewall.decision', { where: ['path', 'server'], action: 'redirect' }),
    // A map that shares connections out, of whose targets one is wrong.
    failsByTurns('tcp.refused', 'tcp.timeout', 'hostkey.changed', 'identification.not-ssh'),
    all(inRotation, failsByTurns('tcp.refused', 'tcp.timeout', 'hostkey.changed', 'identification.not-ssh')),
    all(
      symptom('tcp.refused', 'identification.closed', 'identification.reset', 'identification.not-ssh'),
      seen('config.setting', { keyword: 'port', value: /^(?!22$)\d+$/ }),
      seen('name.address', { scope: ['loopback', 'private', 'public'] }),
    ),
    all(
      symptom('identification.closed', 'identification.reset', 'identification.not-ssh'),
      seen('name.address', { scope: ['loopback', 'container'] }),
    ),
  ],
  excludes: any(
    stoppedHere,
    synArrived,
    cameToSshd,
    all(seen('proxy.used', { by: 'command' }), symptom('identification.not-ssh')),
    // Another machine would not know the key.
    keyTaken,
  ),
  explains: ['nonssh-service'],
  lookalikes: [
    { cause: 'backend-down-behind-forwarder', difference: 'The map leads to the right place, and nothing runs there.' },
    { cause: 'container-port-not-published', difference: 'There is no map at all from the outside to the container.' },
    { cause: 'nonssh-service', difference: 'Another service was put on this port on purpose; here the map misleads.' },
  ],
  check: {
    what: 'where the port is mapped, read the map and try its target from there',
    command:
      "docker ps --format '{{.Names}} {{.Ports}}'; kubectl get svc,endpoints -A; nft list ruleset | grep -e dnat -e redirect",
  },
  fix: [
    {
      who: 'network',
      risk: 'none',
      platform: 'home or office router',
      say: 'Point the port forwarding at the present inner address and at the port on which sshd listens, and keep that address fixed.',
      commands: [],
    },
    {
      who: 'network',
      risk: 'restart',
      platform: 'Docker',
      say: 'See on which port the server inside listens, then publish that one: OUTER:INNER.',
      commands: ['docker exec CONTAINER sh -c "ss -ltn || netstat -ltn"', 'docker run -p {port}:INNER_PORT IMAGE'],
    },
    {
      who: 'network',
      risk: 'none',
      platform: 'Kubernetes',
      say: 'Set targetPort to the port on which the server inside listens.',
      commands: ['kubectl describe svc SERVICE', 'kubectl edit svc SERVICE'],
      undo: ['kubectl edit svc SERVICE'],
    },
  ],
  sources: ['docs.docker.com: port publishing', 'kubernetes.io: Service targetPort'],
};

export const examples: readonly Example[] = [
  {
    name: "the router hands port 2222 to a web server's port, and a web server answers",
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.not-ssh', stage: 'identification' }],
      ['tcp.connect', { address: '203.0.113.9', family: 4, port: 2222, outcome: 'open', ms: 21, by: 'socket' }],
      ['identification.protocol', { name: 'http', when: 'in-answer', text: 'HTTP/1.1 400 Bad Request' }],
      [
        'firewall.decision',
        {
          where: 'path',
          action: 'redirect',
          hook: 'nat',
          rule: '-A PREROUTING -p tcp --dport 2222 -j DNAT --to-destination 192.168.1.20:80',
        },
      ],
    ],
  },
  {
    name: 'look-alike: the map is right, and nothing runs behind it',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'firewall.decision',
        {
          where: 'path',
          action: 'redirect',
          hook: 'nat',
          rule: '-A PREROUTING -p tcp --dport 2222 -j DNAT --to-destination 192.168.1.20:22',
        },
      ],
    ],
  },
  {
    name: 'look-alike: a web server answers, and nobody has seen a map',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.not-ssh', stage: 'identification' }],
      ['identification.protocol', { name: 'http', when: 'in-answer', text: 'HTTP/1.1 400 Bad Request' }],
    ],
  },
  {
    name: 'there is no such name',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'name.not-found', stage: 'name' }]],
  },
];
