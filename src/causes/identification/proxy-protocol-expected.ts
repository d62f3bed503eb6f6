import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';
import { hangsUpAtOurWords, mute, otherProgram } from '../signs.ts';

const header = /^PROXY (?:TCP4|TCP6|UNKNOWN)\b/;

/** 1231976033 is "Inva" read as a length: sshd has just said "Invalid SSH identification string." */
const saysInvalid = any(
  seen('kex.end', { text: /packet length 1231976033\b/ }),
  seen('attempt', { ok: false, kex: /packet length 1231976033\b/ }),
);

export const cause: Cause = {
  id: 'proxy-protocol-expected',
  stage: 'identification',
  family: 'other-service',
  who: 'network',
  decidedBy: 'both',
  meaning: 'a PROXY protocol header is sent or expected on one side only',
  title: 'The balancer in front of {host} and the SSH server disagree about the PROXY protocol header.',
  sees: 'The connection is closed around the version line, or hangs; or ssh says "Bad packet length 1231976033".',
  why: `A balancer can put a line with your address before the data. sshd does not know that line and hangs up; or a
    server that waits for it gets none, as when you dial it past the balancer.`,
  cases: 0,
  requires: any(
    symptom('tcp.reset', 'kex.closed', 'kex.reset', 'kex.silent', 'kex.invalid', 'kex.failed'),
    stopsAt('identification'),
  ),
  proves: any(
    seen('identification.line', { text: header }),
    // sshd's version line comes through another program at the port, and sshd finds something else before ours.
    all(
      seen('identification.version', { software: /^OpenSSH/ }),
      saysInvalid,
      seen('server.reach', { listening: 'yes', owner: otherProgram }),
      seen('server.listener', { owner: /^sshd/ }),
    ),
    seen('identification.protocol', { name: 'proxy-protocol' }),
    all(seen('server.reach', { listening: 'yes' }), seen('server.holder', { header: 'to-sshd' })),
    // It waits for the header of a balancer, and was dialled past it, at the server's own address.
    all(
      stopsAt('identification'),
      seen('server.reach', { listening: 'yes' }),
      seen('server.holder', { does: 'wants-header' }),
      seen('server.addressed', { by: 'dialled', is: 'own' }),
      not(seen('proxy.used', { by: 'command' })),
    ),
    seen('sshd.log', {
      message: /(?:invalid protocol identifier|protocol version identification:?) ["']PROXY (?:TCP4|TCP6|UNKNOWN)\b/,
    }),
    seen('server.log', {
      message:
        /(?:does not look like|not start with|no|missing|invalid|broken|malformed|bad)(?: \w+){0,3} PROXY[ -]?protocol|PROXY[ -]?protocol(?: \w+){0,3} (?:not found|missing|invalid)/i,
    }),
  ),
  // Who waits for a header waits for the client to speak first.
  suggests: [
    hangsUpAtOurWords,
    mute,
    saysInvalid,
    all(seen('identification.version'), seen('identification.line', { text: /^Invalid SSH identification string/ })),
  ],
  // sshd up to 9.7 has said that it drops for a limit; later its words may follow from penalties that this cause earned.
  excludes: all(stopsAt('identification'), seen('identification.line', { text: /^Exceeded MaxStartups/ })),
  lookalikes: [
    {
      cause: 'path-corrupts-data',
      difference: 'There the altered text differs from try to try; a PROXY header is one clean line.',
    },
    {
      cause: 'backend-down-behind-forwarder',
      difference: 'There the server behind the balancer is not reached at all.',
    },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'network',
      risk: 'reload',
      platform: 'HAProxy',
      say: 'sshd does not know the header: send none to it.',
      commands: [
        "grep -n 'send-proxy\\|accept-proxy' /etc/haproxy/haproxy.cfg",
        'haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy',
      ],
    },
    {
      who: 'network',
      risk: 'reload',
      platform: 'nginx',
      say: 'sshd does not know the header: set proxy_protocol to off in the server block of this port.',
      commands: ['grep -rn proxy_protocol /etc/nginx', 'nginx -t && nginx -s reload'],
    },
  ],
  sources: ['HAProxy: The PROXY protocol, versions 1 and 2', 'openssh-portable kex.c: kex_exchange_identification'],
};

export const examples: readonly Example[] = [
  {
    name: 'one of two balancers at the port sends a header: each second attempt fails so',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'kex.invalid', stage: 'kex' }],
      ['identification.version', { protocol: '2.0', software: 'OpenSSH_9.2p1' }],
      ['attempt', { n: 1, ok: true, ms: 300 }],
      ['attempt', { n: 2, ok: false, ms: 90, symptom: 'kex.invalid', kex: 'Bad packet length 1231976033.' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'haproxy' }],
      ['server.listener', { address: '127.0.0.1', port: 2222, owner: 'sshd' }],
    ],
  },
  {
    name: 'the balancer wants a header, and was dialled directly',
    expect: 'confirmed',
    covers: ['proxy.used'],
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'haproxy' }],
      ['server.holder', { program: 'haproxy', does: 'wants-header' }],
      ['server.addressed', { address: '192.0.2.5', by: 'dialled', is: 'own', named: true }],
    ],
  },
  {
    name: 'look-alike: it wants a header, and what was dialled is the balancer that sends it',
    expect: 'possible',
    covers: ['proxy.used'],
    seen: [
      ['symptom', { is: 'identification.silent', stage: 'identification' }],
      ['identification.end', { how: 'silent', afterMs: 8000, bytes: 0, by: 'socket' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'haproxy' }],
      ['server.holder', { program: 'haproxy', does: 'wants-header' }],
      ['server.addressed', { address: '198.51.100.9', by: 'dialled', is: 'elsewhere', named: false }],
    ],
  },
  {
    name: 'the server alone: its balancer sends a header to its own sshd',
    expect: 'confirmed',
    end: 'server',
    seen: [
      ['server.reach', { port: 22, listening: 'yes', owner: 'haproxy' }],
      ['server.holder', { program: 'haproxy', does: 'forwards', to: '127.0.0.1:2222', header: 'to-sshd' }],
    ],
  },
  {
    name: 'sshd behind another program of the host finds something else before our version line',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'kex.invalid', stage: 'kex' }],
      ['identification.version', { protocol: '2.0', software: 'OpenSSH_10.0p2' }],
      ['kex.end', { how: 'invalid', after: 'version', by: 'ssh', text: 'Bad packet length 1231976033.' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'haproxy' }],
      ['server.listener', { address: '127.0.0.1', port: 2222, owner: 'sshd' }],
    ],
  },
  {
    name: 'look-alike: sshd itself has the port, so something on the way changes what it gets',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'kex.invalid', stage: 'kex' }],
      ['identification.version', { protocol: '2.0', software: 'OpenSSH_10.0p2' }],
      ['kex.end', { how: 'invalid', after: 'version', by: 'ssh', text: 'Bad packet length 1231976033.' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'sshd' }],
      ['server.listener', { address: '0.0.0.0', port: 22, owner: 'sshd' }],
    ],
  },
  {
    name: 'sshd quotes the header it was sent',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'kex.reset', stage: 'kex' }],
      [
        'sshd.log',
        {
          message:
            'error: kex_exchange_identification: client sent invalid protocol identifier "PROXY TCP4 198.51.100.7 192.0.2.5 40112 22"',
        },
      ],
    ],
  },
  {
    name: 'a server that waits for the header complains',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      [
        'server.log',
        { program: 'haproxy', message: 'Received something which does not look like a PROXY protocol header' },
      ],
    ],
  },
  {
    name: 'look-alike: a scanner spoke HTTP to sshd',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'kex.reset', stage: 'kex' }],
      [
        'sshd.log',
        { message: 'error: kex_exchange_identification: client sent invalid protocol identifier "GET / HTTP/1.1"' },
      ],
    ],
  },
  {
    name: 'a refused port',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'tcp.refused', stage: 'tcp' }]],
  },
];
