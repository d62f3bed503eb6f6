import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import {
  cameToSshd,
  failsByTurns,
  inRotation,
  mute,
  otherProgram,
  quickElsewhere,
  saysMaxStartups,
  sshdTurnsAway,
} from '../signs.ts';

const wordless = seen('identification.end', { how: ['closed', 'reset'], bytes: 0 });

/** A port other than 22 of this very machine: there a virtual machine's or container's port is forwarded. */
const mapped = all(
  seen('client.target', { host: /^(?:127\.[\d.]+|localhost|::1)$/i }),
  any(seen('client.target', { port: { max: 21 } }), seen('client.target', { port: { min: 23 } })),
);

const wordlessEnds = ['identification.closed', 'identification.reset', 'identification.silent'] as const;

const dead = { does: 'forwards', target: ['nobody', 'silent'] } as const;
const lost = { does: 'forwards', target: 'unreachable' } as const;

/** Another program holds the port, and hands connections on to where nobody takes them. */
const deadBehind = all(
  seen('server.reach', { listening: 'yes' }),
  any(
    seen('server.holder', { ...dead, others: false }),
    all(failsByTurns(...wordlessEnds), seen('server.holder', dead)),
  ),
);
/** What was dialled before now and could not be found then is dead as long as connections stop at the forwarder. */
const lostBehind = all(
  stopsAt('identification'),
  seen('server.reach', { listening: 'yes' }),
  any(
    seen('server.holder', { ...lost, others: false }),
    all(failsByTurns(...wordlessEnds), seen('server.holder', lost)),
  ),
);

/**
 * Some attempts came to this host's own sshd, by its host key, though another program holds the port: that one hands them on.
 * It counts, and each so many-th finds nobody. What sshd itself turns away it turns away by chance or by time, and with a word.
 */
const countedOut = all(
  inRotation,
  failsByTurns(...wordlessEnds),
  seen('server.reach', { listening: 'yes', owner: otherProgram }),
  seen('server.listener', { owner: /^sshd/ }),
  seen('hostkey.owner', { is: 'own' }),
  not(seen('identification.line')),
);

/** The connection opens at an address that the server has not, and the server lets nobody in: who takes it is another machine. */
const frontOfNobody = all(
  stopsAt('identification'),
  any(wordless, mute),
  seen('tcp.connect', { outcome: 'open' }),
  // An address that was typed may be a wrong one.
  not(seen('name.address', { source: 'literal' })),
  seen('server.addressed', { by: 'dialled', is: ['near', 'elsewhere'], named: false }),
  not(seen('server.addressed', { by: 'dialled', is: 'own' })),
  any(
    all(
      seen('server.reach', { listening: 'no' }),
      not(seen('server.listener', { owner: /^(?:sshd|dropbear|tinysshd|systemd|x?inetd)/ })),
    ),
    // Nor could anybody else come to it.
    seen('firewall.decision', { where: 'server', hook: 'in', action: ['drop', 'reject'], anybody: true }),
  ),
);

export const cause: Cause = {
  id: 'backend-down-behind-forwarder',
  stage: 'identification',
  family: 'other-service',
  who: 'network',
  decidedBy: 'both',
  meaning: 'a forwarder, balancer or container proxy accepts and has no live backend',
  title: 'Something in front of {host} takes the connection and finds no SSH server behind it.',
  sees: 'The connection opens and is closed or reset without a byte, at once or after a round number of seconds.',
  why: `A port map of Docker or a virtual machine, a load balancer or a tunnel accepts by itself and dials the real
    server only then. That one is down, or listens elsewhere.`,
  cases: 3,
  behind: { 'identification.closed': 1, 'identification.reset': 2 },
  requires: symptom('tcp.reset', 'identification.closed', 'identification.reset', 'identification.silent'),
  proves: any(
    deadBehind,
    lostBehind,
    countedOut,
    frontOfNobody,
    seen('server.log', { message: /while connecting to upstream, .*upstream: "(?!\w+:\/\/)\S+:\d+"/ }),
    seen('server.log', {
      program: /^haproxy/,
      message: /^(?:backend|proxy|listen) \S*ssh\S* has no server available/i,
    }),
    // In its log of connections: none was found for this one (SC).
    seen('server.log', {
      program: /^haproxy/,
      message: / (?:\S*ssh\S* \S+|\S+ \S*ssh\S*)\/<NOSRV> -1\/-1\/\d+ \d+ SC /i,
    }),
    seen('server.log', { program: /^docker/, message: /Can't forward traffic to backend tcp\// }),
    all(
      seen('name.address', { scope: 'loopback' }),
      seen('server.log', { program: 'kubectl', message: /\berror forwarding port \d+ to pod .*connection refused/i }),
    ),
    seen('server.log', { program: 'sslh', message: /^forward to ssh failed: ?connect: / }),
    seen('server.log', { program: /^systemd-socket-proxyd/, message: /^Failed to connect to remote host/ }),
  ),
  suggests: [
    // A forwarder has accepted by itself, and still dials a server that does not answer.
    mute,
    quickElsewhere,
    all(wordless, seen('name.address', { scope: ['loopback', 'container'] })),
    all(
      wordless,
      seen('name.address', { scope: ['loopback', 'container', 'private'] }),
      not(seen('attempts.rate', { share: 'some' })),
    ),
    all(symptom('identification.closed', 'identification.reset'), mapped),
    all(symptom('identification.closed', 'identification.reset'), mapped, not(seen('identification.line'))),
    failsByTurns('identification.closed', 'identification.reset', 'identification.silent'),
    all(inRotation, failsByTurns('identification.closed', 'identification.reset', 'identification.silent')),
    // MaxStartups would have told.
    all(
      failsByTurns('identification.closed', 'identification.reset'),
      saysMaxStartups,
      not(seen('identification.line')),
    ),
    seen('server.listener', {
      owner:
        /^(?:docker-proxy|haproxy|nginx|envoy|traefik|socat|rinetd|xinetd|systemd-socket|rootlessport|slirp4netns|pasta|VBox)/,
    }),
  ],
  // sshd itself has said that it drops for a limit.
  excludes: any(cameToSshd, all(stopsAt('identification'), sshdTurnsAway)),
  lookalikes: [
    {
      cause: 'maxstartups',
      difference: 'sshd itself drops connections, mostly at random, and says so since release 8.2.',
    },
    { cause: 'client-proxy-blocks-22', difference: 'The proxy stands on your side; from another network it works.' },
    { cause: 'sshd-helper-missing', difference: 'sshd runs on the very machine and cannot start its parts.' },
  ],
  check: {
    what: 'on the machine that takes the connection, see who holds the port and whether the real server answers from there',
    command:
      "ss -ltnp 'sport = :{port}'; docker ps --format '{{.Names}} {{.Status}} {{.Ports}}'; nc -vz -w 3 BACKEND 22",
  },
  fix: [
    {
      who: 'server',
      risk: 'none',
      platform: 'Docker',
      say: 'Start sshd in the container behind the port, or point the port map to where it listens.',
      commands: ["docker ps -a --format '{{.Names}} {{.Status}} {{.Ports}}'", 'docker exec CONTAINER ss -ltnp'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'a tunnel by ssh -R',
      say: 'The port is the near end of a tunnel that a login from another machine holds open: start sshd there.',
      commands: [
        "ss -ltnp 'sport = :{port}'",
        "journalctl -t sshd -t sshd-session --since -15min | grep 'open failed'",
      ],
    },
    {
      who: 'network',
      risk: 'none',
      say: 'In the balancer, look at the health of the servers behind this port, and start them.',
      commands: ["echo 'show servers state' | socat stdio /run/haproxy/admin.sock"],
    },
  ],
  sources: [
    'docker docs: port publishing, userland proxy',
    'HAProxy configuration manual: option tcp-check',
    'nginx ngx_stream_proxy_module',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'sslh took the connection, and its sshd is off',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['server.log', { program: 'sslh', message: 'forward to ssh failed:connect: Connection refused' }],
    ],
  },
  {
    name: 'kubectl finds nobody at the port in the pod',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['name.address', { address: '127.0.0.1', family: 4, scope: 'loopback', source: 'system' }],
      [
        'server.log',
        {
          program: 'kubectl',
          message:
            'error forwarding port 22 to pod 8ff1, uid : failed to connect to localhost:22 inside namespace: dial tcp4 127.0.0.1:22: connect: connection refused',
        },
      ],
    ],
  },
  {
    name: 'the program at the port hands on to a port of this host at which nobody listens',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['identification.end', { how: 'closed', afterMs: 3, bytes: 0, by: 'socket' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'socat' }],
      ['server.holder', { program: 'socat', does: 'forwards', to: '127.0.0.1:2222', target: 'nobody', others: false }],
    ],
  },
  {
    name: 'look-alike: one of two targets is dead, and each attempt fails',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'pen' }],
      ['server.holder', { program: 'pen', does: 'forwards', to: '10.0.0.5:22', target: 'unreachable', others: true }],
      ['server.holder', { program: 'pen', does: 'forwards', to: '10.0.0.6:22', others: true }],
    ],
  },
  {
    name: 'each second attempt comes to the sshd of this host through another program, and the others to nobody',
    expect: 'confirmed',
    covers: ['identification.line'],
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['attempts.rate', { tried: 8, failed: 4, share: 'some', turns: 7, every: 2 }],
      ['attempt', { n: 1, ok: false, symptom: 'identification.closed', ms: 90 }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'forwarder' }],
      ['server.listener', { address: '127.0.0.1', port: 2222, owner: 'sshd' }],
      ['hostkey.owner', { is: 'own', fingerprint: 'SHA256:abc' }],
    ],
  },
  {
    name: 'look-alike: each second attempt fails at sshd itself',
    expect: 'possible',
    covers: ['identification.line'],
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['attempts.rate', { tried: 8, failed: 4, share: 'some', turns: 7, every: 2 }],
      ['attempt', { n: 1, ok: false, symptom: 'identification.closed', ms: 90 }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'sshd' }],
      ['server.listener', { address: '0.0.0.0', port: 22, owner: 'sshd' }],
      ['hostkey.owner', { is: 'own', fingerprint: 'SHA256:abc' }],
    ],
  },
  {
    name: 'another machine takes the connection, and the server has no sshd to hand it on to',
    expect: 'confirmed',
    covers: ['server.listener', 'name.address'],
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['identification.end', { how: 'closed', afterMs: 3, bytes: 0, by: 'socket' }],
      ['tcp.connect', { address: '198.51.100.9', family: 4, port: 22, outcome: 'open', by: 'ssh' }],
      ['server.addressed', { address: '198.51.100.9', by: 'dialled', is: 'elsewhere', named: false }],
      ['server.reach', { port: 22, listening: 'no' }],
    ],
  },
  {
    name: 'look-alike: the same at an address that was typed, which may be a wrong one',
    expect: 'possible',
    covers: ['server.listener', 'name.address'],
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['identification.end', { how: 'closed', afterMs: 3, bytes: 0, by: 'socket' }],
      ['tcp.connect', { address: '198.51.100.9', family: 4, port: 22, outcome: 'open', by: 'ssh' }],
      ['name.address', { address: '198.51.100.9', family: 4, scope: 'documentation', source: 'literal' }],
      ['server.addressed', { address: '198.51.100.9', by: 'dialled', is: 'elsewhere', named: false }],
      ['server.reach', { port: 22, listening: 'no' }],
    ],
  },
  {
    name: 'look-alike: the name of the server leads to another machine, so the map may be the resolver',
    expect: 'possible',
    covers: ['server.listener'],
    seen: [
      ['symptom', { is: 'identification.silent', stage: 'identification' }],
      ['identification.end', { how: 'silent', afterMs: 8000, bytes: 0, by: 'socket' }],
      ['tcp.connect', { address: '198.51.100.9', family: 4, port: 22, outcome: 'open', by: 'ssh' }],
      ['server.addressed', { address: '198.51.100.9', by: 'dialled', is: 'elsewhere', named: true }],
      ['server.reach', { port: 22, listening: 'no' }],
    ],
  },
  {
    name: 'the forwarder logs that its backend refuses',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['identification.end', { how: 'closed', afterMs: 3, bytes: 0, by: 'socket' }],
      [
        'server.log',
        {
          program: 'nginx',
          message:
            'connect() failed (111: Connection refused) while connecting to upstream, client: 198.51.100.7, server: 0.0.0.0:22, upstream: "10.0.0.5:22", bytes from/to client:0/0',
        },
      ],
    ],
  },
  {
    name: 'each second attempt is closed, and this release would say so of MaxStartups',
    expect: 'possible',
    covers: ['identification.line'],
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['attempts.rate', { tried: 8, failed: 4, share: 'some', turns: 7, every: 2 }],
      ['attempt', { n: 1, ok: false, symptom: 'identification.closed', ms: 90 }],
      ['identification.version', { protocol: '2.0', software: 'OpenSSH_9.2p1' }],
    ],
  },
  {
    name: 'the port of a virtual machine, forwarded from loopback, is closed without a word',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['client.target', { host: '127.0.0.1', port: 2222, user: 'vagrant' }],
    ],
  },
  {
    name: 'look-alike: a close without a byte has many reasons, even at a container',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['name.address', { address: '172.17.0.2', family: 4, scope: 'container', source: 'literal' }],
      ['identification.end', { how: 'reset', afterMs: 2, bytes: 0, by: 'ssh' }],
    ],
  },
  {
    name: 'look-alike: the web side of the same balancer has no backend',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'kex.no-match', stage: 'kex' }],
      [
        'server.log',
        {
          program: 'nginx',
          message:
            'connect() failed (111: Connection refused) while connecting to upstream, upstream: "http://10.0.0.5:80/"',
        },
      ],
    ],
  },
];
