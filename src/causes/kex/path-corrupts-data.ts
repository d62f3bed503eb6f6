import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { endsAfterKey, sessionReported, sshdTurnsAway } from '../signs.ts';

const broken =
  /Corrupted MAC|message authentication code|Bad packet length|Connection corrupted|padding error|Corrupted padlen|incorrect signature/i;
const brokenHere = any(
  symptom('kex.invalid'),
  seen('kex.end', { text: broken }),
  seen('auth.end', { text: broken }),
  seen('session.end', { text: broken }),
  seen('connection.end', { text: broken }),
);
// A terminal in a binary stream echoes, and turns line feeds into two characters.
const forcedTerminal = seen('proxy.used', {
  by: 'command',
  text: /\bssh\b.* (?:-tt|-t -t|-o ?RequestTTY[ =]force)(?: |$)|\bkubectl exec\b.* -(?:t|it|ti)(?: |$)/,
});

export const cause: Cause = {
  id: 'path-corrupts-data',
  stage: 'kex',
  family: 'path',
  who: 'network',
  decidedBy: 'both',
  meaning: 'the path or a tunnel alters data',
  title: 'Something between you and {host} alters the bytes of the connection.',
  sees: 'ssh says "Bad packet length", "Corrupted MAC on input", "Connection corrupted" or "invalid format".',
  why: `A tunnel that runs through a terminal rewrites line ends and echoes; a faulty network card, driver or device
    changes bits. SSH checks each packet and gives up at the first that is wrong.`,
  cases: 3,
  behind: { 'kex.silent': 1, 'kex.invalid': 2, 'kex.failed': 2 },
  requires: any(
    symptom(
      'identification.not-ssh',
      'identification.invalid',
      'kex.invalid',
      'kex.failed',
      'kex.closed',
      'kex.reset',
      'kex.silent',
    ),
    symptom('auth.failed', 'auth.closed', 'auth.reset', 'auth.silent'),
    symptom('session.failed', 'session.closed', 'session.reset', 'session.silent'),
  ),
  proves: any(
    all(brokenHere, seen('server.log', { program: 'kernel', message: /\bhw csum failure\b/ })),
    all(symptom('kex.failed', 'kex.invalid'), seen('kex.damaged')),
    // A helper of the client's own may put words of its own between, whatever the algorithms are.
    all(brokenHere, seen('kex.otherwise', { how: 'damaged' }), not(seen('proxy.used', { by: 'command' }))),
    all(forcedTerminal, any(brokenHere, symptom('identification.not-ssh', 'identification.invalid', 'kex.failed'))),
  ),
  suggests: [brokenHere, forcedTerminal, all(brokenHere, seen('sshd.log', { message: broken }))],
  excludes: any(
    sshdTurnsAway,
    // The session told how it ended.
    sessionReported,
    // Whole packets had gone both ways by then.
    all(endsAfterKey, not(brokenHere)),
  ),
  lookalikes: [
    {
      cause: 'crypto-implementation-bug',
      difference: 'It hits one pair of programs and one algorithm; another MAC or cipher works on the same path.',
    },
    {
      cause: 'proxycommand-stdout-noise',
      difference: 'There clear text stands before good bytes; here the bytes themselves are changed.',
    },
    {
      cause: 'proxy-protocol-expected',
      difference: '"Bad packet length 1231976033" is text: the server did not like what was sent to it first.',
    },
  ],
  check: {
    what: 'on both ends, look for errors that the network card or its driver counts; then try the same over another path',
    command: "ip -s -s link; ethtool -S eth0 | grep -i -e err -e crc -e csum; dmesg | grep -i 'csum failure'",
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Take another path for a test: a VPN, a phone as hotspot, another network card. What works there names the part that damages.',
      commands: ['ssh -p {port} {user}@{host}'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Keep terminals out of the tunnel: no -t or -tt in the ProxyCommand. ssh can lead through the other host by itself.',
      commands: ['ssh -o ProxyCommand=none -J JUMPHOST -p {port} {user}@{host}'],
    },
    {
      who: 'network',
      risk: 'none',
      platform: 'Linux',
      say: 'Switch off the offloads of the card for a test.',
      commands: ['ethtool -K eth0 rx off tx off tso off gso off gro off'],
      undo: ['ethtool -K eth0 rx on tx on tso on gso on gro on'],
    },
  ],
  sources: ['RFC 4253 §6', 'openssh-portable packet.c: ssh_packet_read_poll2', 'termios(3): ONLCR, ECHO'],
};

export const examples: readonly Example[] = [
  {
    name: 'a forced terminal in the tunnel',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'kex.invalid', stage: 'kex' }],
      ['proxy.used', { by: 'command', text: 'ssh -tt gate nc web1 22' }],
      ['kex.end', { how: 'invalid', after: 'version', by: 'ssh', text: 'Bad packet length 218959117.' }],
    ],
  },
  {
    name: 'the kernel finds wrong check sums',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['session.end', { how: 'closed', text: 'Corrupted MAC on input.' }],
      ['server.log', { program: 'kernel', message: 'eth0: hw csum failure' }],
    ],
  },
  {
    name: 'the server offers a name that does not exist, where its other list has the true one',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'kex.failed', stage: 'kex' }],
      ['kex.damaged', { what: 'cipher-s2c', names: ['aes128-ctr', 'aes129-ctr'] }],
      ['kex.end', { how: 'failed', after: 'kex-reply', by: 'ssh', text: 'incorrect signature' }],
    ],
  },
  {
    name: 'two ciphers that share no code are damaged alike',
    expect: 'confirmed',
    covers: ['proxy.used'],
    seen: [
      ['symptom', { is: 'auth.failed', stage: 'auth' }],
      ['auth.end', { how: 'closed', text: 'message authentication code incorrect' }],
      ['kex.otherwise', { kex: 'ecdh-sha2-nistp256', cipher: 'aes128-ctr', how: 'damaged' }],
    ],
  },
  {
    name: 'look-alike: they are, behind a helper that may print between',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.failed', stage: 'auth' }],
      ['proxy.used', { by: 'command', text: '~/tunnel web1 22' }],
      ['auth.end', { how: 'closed', text: 'message authentication code incorrect' }],
      ['kex.otherwise', { kex: 'ecdh-sha2-nistp256', cipher: 'aes128-ctr', how: 'damaged' }],
    ],
  },
  {
    name: 'look-alike: with another cipher it passes',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.failed', stage: 'auth' }],
      ['auth.end', { how: 'closed', text: 'message authentication code incorrect' }],
      ['kex.otherwise', { kex: 'ecdh-sha2-nistp256', cipher: 'aes128-ctr', how: 'passed' }],
    ],
  },
  {
    name: 'look-alike: a wrong MAC alone may be a bug of one of the programs',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'kex.invalid', stage: 'kex' }],
      ['kex.end', { how: 'invalid', after: 'newkeys', by: 'ssh', text: 'Corrupted MAC on input.' }],
    ],
  },
  {
    name: 'look-alike: a signature over a key exchange that the two ends saw differently',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'kex.failed', stage: 'kex' }],
      ['kex.end', { how: 'failed', after: 'kex-reply', by: 'ssh', text: 'incorrect signature' }],
    ],
  },
  {
    name: 'a key that is refused came over unharmed',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'auth.denied', stage: 'auth' }]],
  },
];
