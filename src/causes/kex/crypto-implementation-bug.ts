import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { endsAfterKey, sessionReported } from '../signs.ts';

const broken = /Corrupted MAC|message authentication code|Connection corrupted|incorrect signature|error in libcrypto/i;

export const cause: Cause = {
  id: 'crypto-implementation-bug',
  stage: 'kex',
  family: 'negotiation',
  who: 'server',
  decidedBy: 'both',
  meaning: 'an implementation bug breaks the key exchange or a MAC',
  title: 'The SSH programs of the two ends do not understand each other: one of them has a bug in its cryptography.',
  sees: 'ssh says "Corrupted MAC on input", "incorrect signature" or that the key exchange failed; another algorithm works.',
  why: `Two implementations read the protocol differently, or a library computes wrongly. Known ones: strict key exchange
    in older libraries, umac-128 between some builds of Windows and others.`,
  cases: 4,
  behind: { 'kex.invalid': 4, 'kex.failed': 4 },
  requires: any(
    symptom('kex.failed', 'kex.invalid', 'kex.closed', 'kex.reset', 'kex.silent', 'hostkey.failed'),
    symptom('auth.failed', 'auth.closed', 'auth.reset', 'auth.silent'),
    symptom('session.failed', 'session.closed', 'session.reset', 'session.silent'),
  ),
  // A path cannot make a well-formed packet of a forbidden type.
  proves: any(
    seen('kex.end', {
      text: /strict KEX violation: unexpected packet type|strict KEX violation: KEXINIT was not the first packet/,
    }),
    seen('disconnect', { text: /strict KEX violation/ }),
    seen('sshd.log', {
      message: /strict KEX violation: (?:unexpected packet type|KEXINIT was not the first packet)/,
    }),
  ),
  suggests: [
    // Of what cannot be agreed on, ssh says so.
    all(
      symptom(
        'kex.failed',
        'kex.invalid',
        'kex.closed',
        'kex.reset',
        'session.failed',
        'session.closed',
        'session.reset',
      ),
      seen('client.remedy', { keyword: ['macs', 'ciphers', 'kexalgorithms'] }),
    ),
    seen('kex.end', { text: broken }),
    seen('auth.end', { text: broken }),
    seen('session.end', { text: broken }),
    seen('connection.end', { text: broken }),
    seen('kex.end', { how: ['failed', 'invalid'], after: ['kex-reply', 'newkeys'] }),
    seen('kex.otherwise', { how: 'passed' }),
  ],
  // The session told how it ended.
  excludes: any(
    sessionReported,
    // Algorithms that share no code do not have the same bug.
    seen('kex.otherwise', { how: 'damaged' }),
    // Whole packets had gone both ways by then.
    all(endsAfterKey, not(seen('auth.end', { text: broken }))),
  ),
  lookalikes: [
    {
      cause: 'path-corrupts-data',
      difference: 'Then no algorithm helps, and over another path the same two programs work.',
    },
    {
      cause: 'algorithm-mismatch',
      difference: '"error in libcrypto" may also be a policy of the system that forbids an algorithm.',
    },
    { cause: 'sshd-crash', difference: "The server's log names a signal." },
  ],
  check: {
    at: 'client',
    what: 'try other algorithms one at a time: if one works on the same path, the programs are to blame',
    command:
      'ssh -o MACs=hmac-sha2-256-etm@openssh.com -o Ciphers=aes128-ctr {user}@{host} true; ssh -o KexAlgorithms=ecdh-sha2-nistp256 {user}@{host} true',
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Avoid the algorithm for this host until both ends are up to date.',
      commands: ['ssh -o MACs=-umac-128-etm@openssh.com,umac-64-etm@openssh.com -p {port} {user}@{host}'],
    },
    {
      who: 'server',
      risk: 'restart',
      say: 'Bring the SSH server and its cryptographic library up to date.',
      platform: 'Debian, Ubuntu',
      commands: ['apt-get update && apt-get install --only-upgrade openssh-server libssl3', 'systemctl restart ssh'],
    },
  ],
  sources: ['OpenSSH PROTOCOL: strict key exchange', 'RFC 4253 §7', 'openssh-portable kex.c, packet.c'],
};

export const examples: readonly Example[] = [
  {
    name: 'one end breaks the rules of the strict key exchange',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'kex.failed', stage: 'kex' }],
      [
        'kex.end',
        {
          how: 'disconnect',
          after: 'kexinit',
          by: 'ssh',
          text: 'strict KEX violation: unexpected packet type 2 (seqnr 1)',
        },
      ],
    ],
  },
  {
    name: 'look-alike: a wrong MAC may come from the path',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'kex.invalid', stage: 'kex' }],
      ['kex.end', { how: 'invalid', after: 'newkeys', by: 'ssh', text: 'Corrupted MAC on input.' }],
    ],
  },
  {
    name: 'other algorithms fail alike',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'kex.failed', stage: 'kex' }],
      ['kex.end', { how: 'failed', after: 'kex-reply', by: 'ssh', text: 'incorrect signature' }],
      ['kex.otherwise', { kex: 'ecdh-sha2-nistp256', cipher: 'aes128-ctr', how: 'damaged' }],
    ],
  },
  {
    name: 'no common algorithm is no bug',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'kex.no-match', stage: 'kex' }]],
  },
];
