import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { endsAtOnce, fallsSilent } from '../signs.ts';

// Some pings come back and some do not. A host or router that merely limits pings does this too.
const someEchoesLost = all(
  seen('host.alive', { by: 'icmp-echo' }),
  seen('path.loss', { sent: { min: 5 }, lost: { min: 2 } }),
);
// TCP itself had to send again after it had connected: not the first packet, which a full queue or a rule may have dropped.
const tcpSentAgain = any(
  all(seen('tcp.connect', { outcome: 'open', ms: { max: 900 } }), seen('tcp.info', { retransmits: { min: 1 } })),
  seen('tcp.info', { retransmits: { min: 3 } }),
);

export const cause: Cause = {
  id: 'packet-loss',
  stage: 'tcp',
  family: 'path',
  who: 'network',
  decidedBy: 'client',
  meaning: 'the path loses enough packets to break or delay connections',
  title: 'Packets get lost between you and {host}: connections are slow, and some fail.',
  sees: 'The same command now works, now hangs or times out; typing stutters.',
  why: 'A weak radio link, a full line, a broken cable or network card, or a tunnel that cannot keep up drops part of the packets.',
  cases: 0,
  requires: any(
    fallsSilent,
    symptom('kex.closed', 'kex.reset', 'auth.closed', 'auth.reset', 'session.closed', 'session.reset'),
    seen('attempts.rate', { share: 'some' }),
    seen('path.loss', { lost: { min: 1 } }),
    seen('tcp.info', { retransmits: { min: 1 } }),
  ),
  proves: all(someEchoesLost, tcpSentAgain),
  suggests: [
    all(someEchoesLost, any(fallsSilent, seen('attempts.rate', { share: 'some' }))),
    all(tcpSentAgain, any(fallsSilent, seen('attempts.rate', { share: 'some' }))),
    all(
      seen('attempts.rate', { share: 'some' }),
      seen('attempt', { ok: false, symptom: ['tcp.timeout', 'identification.silent', 'kex.silent'] }),
    ),
    seen('tcp.too-short', { neededMs: { max: 1100 } }),
  ],
  // A clear answer, or an end that somebody made, is no loss.
  excludes: any(
    stopsAt('config', 'name', 'route', 'hostkey'),
    symptom('tcp.refused', 'tcp.reset', 'tcp.failed', 'kex.no-match', 'kex.invalid', 'auth.denied', 'auth.failed'),
    symptom(
      'identification.closed',
      'identification.reset',
      'identification.not-ssh',
      'identification.invalid',
      'identification.slow',
    ),
    symptom('session.denied', 'session.failed'),
    seen('path.mtu', { state: 'black-hole' }),
    // Where several lines share the packets out by address and port, all pings go over one, and a connection over another.
    all(seen('path.loss', { sent: { min: 20 }, lost: 0 }), not(seen('attempts.rate', { share: 'some' }))),
    seen('server.resource', { what: 'conntrack', state: 'exhausted' }),
    // Packets that get lost cost time.
    endsAtOnce,
  ),
  lookalikes: [
    { cause: 'mtu', difference: 'There only large packets are lost, each time; small ones and pings pass.' },
    { cause: 'firewall-rate-limit', difference: 'A limit stops after a number of quick tries; loss hits at random.' },
    { cause: 'ipqos-dscp', difference: 'Packets vanish only after login, when SSH marks them.' },
  ],
  check: {
    at: 'client',
    what: 'count lost packets on the way; only loss that goes on to the last hop counts',
    command: 'ping -c 20 {address}; mtr -rwzc 50 {address}',
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Test another way: cable instead of radio, another network, without the VPN. If that is clean, the fault is in your part of the path.',
      commands: ['ping -c 20 {address}', 'ip -s link'],
    },
    {
      who: 'network',
      risk: 'none',
      say: 'Show those who run the path the counts of both directions, taken from both ends.',
      commands: ['mtr -rwzc 100 {address}'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Until it is repaired, give ssh more time and more tries, and use mosh for typing.',
      commands: ['ssh -o ConnectTimeout=30 -o ConnectionAttempts=3 -o ServerAliveInterval=15 -p {port} {user}@{host}'],
    },
  ],
  sources: ['RFC 9293 §3.8 (retransmission)', 'RFC 6298', 'tcp(7): TCP_INFO', 'mtr(8)'],
};

export const examples: readonly Example[] = [
  {
    name: 'pings get lost, and TCP had to send again on an open connection',
    expect: 'confirmed',
    seen: [
      ['host.alive', { by: 'icmp-echo' }],
      ['path.loss', { sent: 20, lost: 6 }],
      ['tcp.connect', { address: '203.0.113.9', family: 4, port: 22, outcome: 'open', ms: 43, by: 'socket' }],
      ['tcp.info', { rttMs: 44, mss: 1448, pmtu: 1500, retransmits: 3 }],
    ],
  },
  {
    name: 'of two cables that share the connections out one is dead, and all pings go over the other',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['attempts.rate', { share: 'some', tried: 9, failed: 4 }],
      ['path.loss', { sent: 20, lost: 0 }],
    ],
  },
  {
    name: 'look-alike: each connection times out, and not one ping gets lost',
    expect: 'ruled-out',
    covers: ['attempts.rate'],
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['path.loss', { sent: 20, lost: 0 }],
    ],
  },
  {
    name: 'look-alike: pings are limited, and the port is filtered',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['host.alive', { by: 'icmp-echo' }],
      ['path.loss', { sent: 10, lost: 7 }],
    ],
  },
  {
    name: 'look-alike: only large packets vanish',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'kex.silent', stage: 'kex' }],
      ['path.mtu', { largest: 1400, interface: 1500, state: 'black-hole' }],
      ['tcp.connect', { address: '203.0.113.9', family: 4, port: 22, outcome: 'open', ms: 43, by: 'socket' }],
      ['tcp.info', { rttMs: 44, mss: 1448, pmtu: 1500, retransmits: 4 }],
    ],
  },
  {
    name: 'the server refuses the login',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'auth.denied', stage: 'auth' }]],
  },
];
