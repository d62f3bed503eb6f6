import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { service } from '../checks.ts';
import { cameToSshd, hangsUpAtOurWords, mute, quickElsewhere, sshdTurnsAway } from '../signs.ts';

// A PROXY header belongs to a balancer, with a cause of its own.
const speaks = seen('identification.protocol', { name: /^(?!proxy-protocol$)/ });
// Our own words come back: these names are ours alone (RFC 8308 §2.1: only a client says ext-info-c).
const echoes = any(
  seen('identification.version', { software: /^sshwhy_/ }),
  seen('kex.offer', { what: 'kex', algorithms: /(?:^|,)(?:ext-info-c|kex-strict-c-v00@openssh\.com)(?:,|$)/ }),
);

export const cause: Cause = {
  id: 'nonssh-service',
  stage: 'identification',
  family: 'other-service',
  who: 'server',
  decidedBy: 'client',
  lasting: true,
  meaning: 'another protocol answers on this port',
  title: 'Port {port} of {host} does not speak SSH: another service answers there.',
  sees: 'ssh says "invalid format", "banner line contains invalid characters", or that the connection was closed.',
  why: 'A web server, a mail server or the like listens on this port; the port is wrong, or another program has taken it.',
  cases: 2,
  behind: { 'identification.not-ssh': 2 },
  requires: any(stopsAt('identification'), all(stopsAt('kex'), echoes)),
  proves: any(
    speaks,
    echoes,
    // By its command line it wants TLS before all else, and nothing that could speak it stands before it.
    all(
      stopsAt('identification'),
      seen('server.reach', { listening: 'yes' }),
      seen('server.holder', { does: 'wants-tls' }),
      seen('server.addressed', { by: 'dialled', is: 'own' }),
      not(seen('proxy.used', { by: 'command' })),
    ),
  ),
  suggests: [
    symptom('identification.not-ssh'),
    seen('identification.line', { text: /^(?:HTTP\/\d|<(?:!DOCTYPE|html)|220[ -]|\+OK|\* OK|RFB |-ERR|ERR )/i }),
    seen('ssh.elsewhere'),
    hangsUpAtOurWords,
    // It waits for a first word of its own protocol.
    mute,
    quickElsewhere,
  ],
  // Then the words may be those of the helper, or of a proxy that stands in for the server.
  excludes: any(
    cameToSshd,
    sshdTurnsAway,
    all(
      any(speaks, echoes),
      any(
        seen('proxy.used', { by: 'command' }),
        seen('name.address', { scope: 'benchmarking' }),
        seen('tcp.control', { unused: true, outcome: 'open' }),
      ),
    ),
  ),
  lookalikes: [
    {
      cause: 'proxycommand-stdout-noise',
      difference: 'The text comes from the helper on the client, and is gone without it.',
    },
    {
      cause: 'port-mapping-wrong',
      difference: 'The service is meant for another port of the same address; a port map sends this one there.',
    },
    { cause: 'tarpit', difference: 'A tarpit sends lines of nonsense, slowly and without end.' },
  ],
  check: service,
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Ask for the right port, and note it down in your configuration.',
      commands: ["ssh -G {host} | grep -E '^(hostname|port) '", 'ssh -p 22 {user}@{host}'],
    },
    {
      who: 'server',
      risk: 'restart',
      say: 'Where sshd should serve this port: move the other program away, then start sshd.',
      commands: ["ss -ltnp 'sport = :{port}'", 'sshd -t && systemctl restart ssh'],
    },
  ],
  sources: ['RFC 4253 §4.2', 'openssh-portable kex.c: kex_exchange_identification'],
};

export const examples: readonly Example[] = [
  {
    name: 'the program at the port was told to want TLS first',
    expect: 'confirmed',
    covers: ['proxy.used'],
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'socat' }],
      ['server.holder', { program: 'socat', does: 'wants-tls' }],
      ['server.addressed', { address: '192.0.2.5', by: 'dialled', is: 'own', named: true }],
    ],
  },
  {
    name: 'look-alike: a tunnel of the client speaks the TLS that the port wants, and what was dialled is the tunnel',
    expect: 'possible',
    covers: ['proxy.used'],
    seen: [
      ['symptom', { is: 'identification.silent', stage: 'identification' }],
      ['identification.end', { how: 'silent', afterMs: 8000, bytes: 0, by: 'socket' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'stunnel4' }],
      ['server.holder', { program: 'stunnel4', does: 'wants-tls' }],
      ['server.addressed', { address: '127.0.0.1', by: 'dialled', is: 'elsewhere', named: false }],
    ],
  },
  {
    name: 'look-alike: the ProxyCommand may speak the TLS that the port wants',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['proxy.used', { by: 'command', text: 'openssl s_client -quiet -connect web1:22' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'socat' }],
      ['server.holder', { program: 'socat', does: 'wants-tls' }],
    ],
  },
  {
    name: 'a web server answers',
    expect: 'confirmed',
    covers: ['proxy.used', 'proxy.noise', 'tcp.control'],
    seen: [
      ['symptom', { is: 'identification.not-ssh', stage: 'identification' }],
      ['identification.line', { text: 'HTTP/1.1 400 Bad Request', n: 0 }],
      ['identification.protocol', { name: 'http', when: 'in-answer', text: 'HTTP/1.1 400 Bad Request' }],
      ['identification.end', { how: 'closed', afterMs: 8, bytes: 150, by: 'socket' }],
    ],
  },
  {
    name: "a service that sends back what it gets: the client's own list of algorithms returns",
    expect: 'confirmed',
    covers: ['proxy.used', 'tcp.control'],
    seen: [
      ['symptom', { is: 'kex.silent', stage: 'kex' }],
      ['identification.version', { protocol: '2.0', software: 'OpenSSH_9.2p1' }],
      ['kex.offer', { what: 'kex', algorithms: 'curve25519-sha256,ext-info-c,kex-strict-c-v00@openssh.com' }],
    ],
  },
  {
    name: 'look-alike: the ProxyCommand is a program that sends back what it gets',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'kex.silent', stage: 'kex' }],
      ['proxy.used', { by: 'command', text: 'cat' }],
      ['kex.offer', { what: 'kex', algorithms: 'curve25519-sha256,ext-info-c,kex-strict-c-v00@openssh.com' }],
    ],
  },
  {
    name: 'look-alike: a service that hangs up at our words may be a balancer or an inspecting firewall',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['identification.end', { how: 'reset', afterMs: 1502, bytes: 0, by: 'socket', when: 'in-answer' }],
    ],
  },
  {
    name: 'look-alike: the words of a web proxy that the ProxyCommand talks to',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.not-ssh', stage: 'identification' }],
      ['proxy.used', { by: 'command', text: 'nc proxy 3128' }],
      ['identification.protocol', { name: 'http', when: 'in-answer', text: 'HTTP/1.1 400 Bad Request' }],
    ],
  },
  {
    name: 'look-alike: a silent port is no other protocol yet',
    expect: 'possible',
    covers: ['identification.protocol'],
    seen: [['symptom', { is: 'identification.silent', stage: 'identification' }]],
  },
  {
    name: 'an SSH server that denies the login',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'auth.denied', stage: 'auth' }]],
  },
];
