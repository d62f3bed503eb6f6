import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { kernelCounters } from '../checks.ts';
import { silentBesideOthers, sshdIsFull } from '../signs.ts';

const synQueue = /SYN[-_ ](?:RECV|flood|queue|backlog|cookies?)|half[- ]open|ReqQFull/i;
const halfOpenFull = seen('server.resource', { what: 'backlog', state: 'exhausted', text: synQueue });
// Cookies keep the door open; only without them are connections turned away. The kernel says so once for each listener.
const dropping = seen('server.log', {
  program: 'kernel',
  message: /[Pp]ossible SYN flooding on port .*Dropping request/,
});
const sometimes = seen('attempts.rate', { share: 'some' });

export const cause: Cause = {
  id: 'syn-flood',
  stage: 'tcp',
  family: 'exhausted',
  who: 'server',
  decidedBy: 'server',
  meaning: 'the SYN backlog is full (flood or burst); the kernel drops or cookies new connections',
  title: '{host} gets more half-open connections than it can hold, and drops new ones.',
  sees: 'Connecting is slow or times out, now and then or always, while pings are answered.',
  why: 'Somebody floods the port with first packets and never goes on, or very many clients start at the same moment.',
  cases: 0,
  requires: any(
    symptom('tcp.timeout', 'identification.silent', 'identification.reset'),
    all(
      sometimes,
      seen('attempt', { ok: false, symptom: ['tcp.timeout', 'identification.silent', 'identification.reset'] }),
    ),
  ),
  proves: any(
    halfOpenFull,
    all(
      any(symptom('tcp.timeout'), all(sometimes, seen('attempt', { ok: false, symptom: 'tcp.timeout' }))),
      dropping,
      seen('server.resource', { what: 'backlog', state: ['short', 'exhausted'], text: synQueue }),
    ),
  ),
  suggests: [
    halfOpenFull,
    dropping,
    silentBesideOthers,
    seen('server.log', { program: 'kernel', message: /[Pp]ossible SYN flooding on port / }),
    all(sometimes, seen('attempt', { ok: false, symptom: 'tcp.timeout' })),
    seen('tcp.connect', { outcome: 'open', ms: { min: 950 } }),
  ],
  excludes: any(
    sshdIsFull,
    all(
      symptom('tcp.timeout'),
      seen('server.resource', { what: 'backlog', state: 'ok', text: synQueue }),
      not(halfOpenFull),
    ),
  ),
  lookalikes: [
    {
      cause: 'accept-queue-full',
      difference: 'There the connections are complete and sshd does not fetch them; here they never get complete.',
    },
    { cause: 'packet-loss', difference: 'Loss hits pings and other ports as well.' },
    { cause: 'firewall-rate-limit', difference: 'A rule in the firewall drops on purpose, and its counter moves.' },
  ],
  check: kernelCounters,
  fix: [
    {
      who: 'server',
      risk: 'none',
      platform: 'Linux',
      say: 'Switch SYN cookies on: they let real clients in during a flood.',
      commands: [
        'sysctl -w net.ipv4.tcp_syncookies=1',
        "echo 'net.ipv4.tcp_syncookies = 1' > /etc/sysctl.d/60-syncookies.conf",
      ],
      undo: ['rm /etc/sysctl.d/60-syncookies.conf', 'sysctl -w net.ipv4.tcp_syncookies=0'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'Linux',
      say: 'See where the first packets come from, and stop these sources in front of the server.',
      commands: [
        "ss -Htan state syn-recv 'sport = :{port}' | awk '{print $4}' | sed 's/:[0-9]*$//' | sort | uniq -c | sort -rn | head",
      ],
    },
  ],
  sources: [
    'RFC 4987',
    'linux: Documentation/networking/ip-sysctl (tcp_syncookies, tcp_max_syn_backlog)',
    'linux: net/ipv4/tcp_input.c, tcp_syn_flood_action',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'the queue of half-open connections is full',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.resource', { what: 'backlog', state: 'exhausted', text: 'SYN-RECV 256 of 256' }],
      [
        'server.log',
        { program: 'kernel', message: 'TCP: request_sock_TCP: Possible SYN flooding on port 22. Dropping request.' },
      ],
    ],
  },
  {
    name: 'look-alike: the kernel warned once and answers with cookies, which lets everybody in',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      [
        'server.log',
        { program: 'kernel', message: 'TCP: request_sock_TCP: Possible SYN flooding on port 22. Sending cookies.' },
      ],
    ],
  },
  {
    name: 'a refusal is an answer to the first packet',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'tcp.refused', stage: 'tcp' }]],
  },
  {
    name: 'the server alone: half-open connections fill their queue, and there are no cookies',
    expect: 'confirmed',
    end: 'server',
    seen: [
      [
        'server.resource',
        { what: 'backlog', state: 'exhausted', text: 'SYN_RECV: 7 half-open connections, room for 8' },
      ],
    ],
  },
  {
    name: 'look-alike: the other queue is the full one',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.resource', { what: 'backlog', state: 'exhausted', text: 'accept queue: Recv-Q 129 of 128' }],
    ],
  },
];
