import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { hangsUpAtOurWords, mute, sshdTurnsAway } from '../signs.ts';

/** Rules of either end look into the packets as a device would, and reset as it does. */
const byAnEnd = seen('firewall.decision', { where: ['client', 'server'], action: ['drop', 'reject', 'inspect'] });

export const cause: Cause = {
  id: 'middlebox-closes',
  stage: 'identification',
  family: 'filtered',
  who: 'network',
  decidedBy: 'both',
  meaning: 'a device on the path closes or resets the connection when it sees SSH',
  title: 'A device between you and {host} ends the connection as soon as it sees SSH.',
  sees: 'The connection opens; it is closed or reset once the version line of one side has passed.',
  why: 'Firewalls with inspection, intrusion prevention and TLS inspection look into the first bytes, and end what their rules do not want.',
  cases: 3,
  behind: { 'tcp.timeout': 1, 'identification.closed': 1, 'kex.closed': 1, 'kex.reset': 1 },
  requires: any(
    symptom('tcp.timeout', 'tcp.reset', 'identification.closed', 'identification.reset', 'identification.silent'),
    symptom('kex.closed', 'kex.reset', 'kex.silent', 'auth.closed', 'auth.reset', 'session.closed', 'session.reset'),
  ),
  proves: all(
    stopsAt('identification', 'kex'),
    any(
      seen('server.log', { message: /\[(?:w?Drop|Reject)\] \[\*\*\].*\{TCP\} \S+ -> \S+:22$/ }),
      seen('server.log', {
        message:
          /\bservice="?SSH"?.*\baction="?(?:reset|dropped)|\baction="?(?:reset|dropped)\w*"?.*\bservice="?SSH\b/i,
      }),
      // The server holds the connection open that was reset here: it sent no RST.
      all(seen('connection.held'), not(byAnEnd)),
      // The two ends are those of one path: who is fewer hops away is neither.
      seen('identification.end', { how: 'reset', hopsApart: { min: 2 } }),
      // A reset that both ends receive was sent by neither socket.
      all(seen('connection.logged', { message: /^Connection reset by /, reset: true }), not(byAnEnd)),
      seen('firewall.decision', {
        where: 'path',
        action: ['drop', 'reject'],
        rule: /["']SSH-|--string|@ih,|ndpi|layer7/,
      }),
    ),
  ),
  suggests: [
    all(symptom('identification.closed', 'identification.reset', 'kex.reset'), seen('ssh.elsewhere')),
    // It takes the connection in the server's place, or swallows what looks like SSH.
    hangsUpAtOurWords,
    mute,
    // Handshakes pass, and what the server says does not.
    all(symptom('identification.silent', 'kex.silent'), seen('server.unacknowledged', { retransmissions: { min: 3 } })),
    // It lets a caller listen, and acts when the caller speaks.
    all(
      symptom('identification.reset', 'kex.reset'),
      seen('identification.end', { how: 'version', by: 'socket' }),
      seen('kex.end', { how: 'reset', after: 'version' }),
    ),
  ],
  // sshd itself has said that it drops for a limit.
  excludes: all(stopsAt('identification'), sshdTurnsAway),
  lookalikes: [
    {
      cause: 'maxstartups',
      difference: 'sshd drops connections itself, with a line in its log; from another network it is the same.',
    },
    { cause: 'sshd-crash', difference: "The server's log names a signal." },
    { cause: 'ip-ban', difference: 'A ban follows failed logins and ends after a round time.' },
  ],
  check: {
    what: 'on both ends at once, capture the connection: a reset that one end receives and the other never sent was made between them',
    command: "tcpdump -nni any -w /tmp/ssh.pcap 'tcp port {port}'",
  },
  fix: [
    {
      who: 'network',
      risk: 'none',
      say: 'Ask whoever runs the device to let SSH to {host} port {port} through; hand them the time and both addresses.',
      commands: ['date -u; ssh -v -p {port} {user}@{host}'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'To be sure, try the same from another network, such as a phone.',
      commands: ['ssh -v -p {port} {user}@{host}'],
    },
  ],
  sources: ['RFC 3360: Inappropriate TCP Resets Considered Harmful', 'Suricata docs: fast.log, IPS actions'],
};

export const examples: readonly Example[] = [
  {
    name: 'the reset has another TTL than what else the server sent',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['identification.end', { how: 'reset', afterMs: 13, bytes: 0, by: 'socket', hopsApart: 11 }],
    ],
  },
  {
    name: 'the connection was reset here, and stands for the server',
    expect: 'confirmed',
    covers: ['firewall.decision'],
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['connection.held', { port: 40100 }],
    ],
  },
  {
    name: "look-alike: a rule of the client's own may have sent the reset",
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['identification.end', { how: 'reset', afterMs: 9, bytes: 0, by: 'socket', when: 'in-answer' }],
      ['connection.held', { port: 40100 }],
      [
        'firewall.decision',
        { where: 'client', action: 'reject', hook: 'out', rule: 'tcp dport 22 reject with tcp reset' },
      ],
    ],
  },
  {
    name: 'both ends of one connection were reset, each as if by the other',
    expect: 'confirmed',
    covers: ['firewall.decision'],
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['connection.logged', { port: 40100, message: 'Connection reset by 192.0.2.10 port 40100', reset: true }],
    ],
  },
  {
    name: "look-alike: both were reset, by a rule of the server's own",
    expect: 'possible',
    covers: ['firewall.decision'],
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['connection.logged', { port: 40100, message: 'Connection reset by 192.0.2.10 port 40100', reset: true }],
      [
        'firewall.decision',
        {
          where: 'server',
          action: 'reject',
          hook: 'line-out',
          rule: 'ip filter OUTPUT: -A OUTPUT -p tcp -m string --string "OpenSSH_" --algo bm -j REJECT --reject-with tcp-reset',
        },
      ],
    ],
  },
  {
    name: 'look-alike: the server logs that the client reset, and the client was not',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['connection.logged', { port: 40100, message: 'Connection reset by 192.0.2.10 port 40100' }],
    ],
  },
  {
    name: 'the intrusion prevention on the path logs that it rejected the flow',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      [
        'server.log',
        {
          program: 'suricata',
          message:
            '[Reject] [**] [1:1000022:1] SSH not allowed [**] [Classification: (null)] [Priority: 3] {TCP} 198.51.100.7:40112 -> 192.0.2.5:22',
        },
      ],
    ],
  },
  {
    name: 'look-alike: both ends see a reset, and the log is full of scanners that reset',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'kex.reset', stage: 'kex' }],
      ['sshd.log', { message: 'Connection reset by 203.0.113.9 port 51020 [preauth]' }],
    ],
  },
  {
    name: 'a refused port',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'tcp.refused', stage: 'tcp' }]],
  },
];
