import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { serverSawLeave } from '../signs.ts';

const noSignature = seen('auth.key', { result: 'no-signature-algorithm' });

const aboutToSign = seen('auth.key', { result: 'no-signature-algorithm', source: '' });

export const cause: Cause = {
  id: 'pubkey-signature-algorithm',
  stage: 'auth',
  family: 'account',
  who: 'server',
  decidedBy: 'client',
  meaning: 'the signature algorithm is refused (ssh-rsa with SHA-1)',
  title: 'Your key cannot sign in a way that both you and {host} accept: one end is too old, or too strict.',
  sees: 'Permission denied although the key is on the list; with -v a line about no mutual signature algorithm.',
  why: `An RSA key can sign with SHA-1 (ssh-rsa) or with SHA-2. Clients from 8.8 on refuse SHA-1, servers before 7.2 know
    nothing else, and strict servers refuse it from old clients. The key itself is fine.`,
  cases: 5,
  behind: { 'auth.denied': 5 },
  requires: any(symptom('auth.denied', 'auth.failed'), all(not(seen('symptom')), seen('auth.end', { how: 'denied' }))),
  proves: any(
    // Each key on the list is of a type whose signatures the settings leave out.
    all(
      any(serverSawLeave, seen('auth.key', { result: ['refused', 'no-signature-algorithm'] })),
      seen('server.keys', { is: 'none', because: 'algorithm', others: false }),
    ),
    seen('auth.key', { result: 'no-signature-algorithm', named: true }),
    // A key of another kind that went out and was refused might have been the right one: a log without its beginning may hide it.
    // Without -v ssh says so only of a key that it is about to sign with.
    all(
      noSignature,
      not(seen('auth.key', { result: 'refused' })),
      any(seen('kex.end', { how: 'newkeys' }), aboutToSign),
    ),
    seen('sshd.log', {
      message:
        /^(error: )?userauth_pubkey: (signature algorithm|key type) \S+ not in PubkeyAccepted(Algorithms|KeyTypes)/,
    }),
    // CASignatureAlgorithms: so does the signature of the authority count, which is SHA-1 with RSA in old certificates.
    seen('sshd.log', {
      message: /^(error: )?userauth_pubkey: certificate signature algorithm \S+: signature algorithm not supported/,
    }),
  ),
  suggests: [
    seen('client.remedy', { keyword: /^pubkeyaccepted(?:algorithms|keytypes)$/, value: /ssh-rsa/ }),
    noSignature,
    all(seen('auth.key', { result: 'refused', type: /^(ssh-)?rsa$/i }), seen('client.ssh', { major: { max: 7 } })),
  ],
  lookalikes: [
    {
      cause: 'key-not-accepted',
      difference: 'The server looked the key up and did not find it; there is no line about signatures.',
    },
    { cause: 'algorithm-mismatch', difference: 'That fails before any login, with "Unable to negotiate".' },
    { cause: 'too-many-keys', difference: 'The server hangs up after several keys instead of denying.' },
  ],
  check: {
    at: 'server',
    what: 'see which signatures it takes from keys',
    command:
      'sshd -V 2>&1; sshd -T | grep -i -e pubkeyaccepted -e requiredrsasize; update-crypto-policies --show 2>/dev/null',
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Best: make an Ed25519 key and have it added to the account. It has no such trouble at either end.',
      commands: ['ssh-keygen -t ed25519', 'cat ~/.ssh/id_ed25519.pub'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'For this one old server only, allow the old signature. It is weak, so keep it out of the general settings.',
      commands: ['ssh -o PubkeyAcceptedAlgorithms=+ssh-rsa -p {port} {user}@{host}'],
    },
    {
      who: 'server',
      risk: 'restart',
      say: 'Bring the SSH server up to date: from OpenSSH 7.2 on the same RSA key works with SHA-2.',
      commands: ['ssh -V'],
    },
  ],
  sources: ['RFC 8332', 'ssh_config(5): PubkeyAcceptedAlgorithms', 'OpenSSH 8.8 release notes'],
};

export const examples: readonly Example[] = [
  {
    name: "from the server's end alone: the keys on the list are of a type that its settings leave out",
    expect: 'confirmed',
    seen: [
      ['sshd.login', { end: 'left', passwords: 0 }],
      ['server.keys', { is: 'none', because: 'algorithm', others: false }],
    ],
  },
  {
    name: 'look-alike: somebody left, and a key on the list would do',
    expect: 'unknown',
    seen: [
      ['sshd.login', { end: 'left', passwords: 0 }],
      ['server.keys', { is: 'some', others: false }],
    ],
  },
  {
    name: 'the named RSA key has no signature in common with the server',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      [
        'auth.key',
        { result: 'no-signature-algorithm', source: '/home/alice/.ssh/id_rsa', named: true, agent: false, type: 'RSA' },
      ],
      ['auth.end', { how: 'denied' }],
    ],
  },
  {
    name: 'look-alike: the beginning of the log is missing, where another key may have been refused',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      [
        'auth.key',
        {
          result: 'no-signature-algorithm',
          source: '/home/alice/.ssh/id_rsa',
          named: false,
          agent: false,
          type: 'RSA',
        },
      ],
      ['auth.end', { how: 'denied' }],
    ],
  },
  {
    name: 'sshd names the signature it refused',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.key', { result: 'refused', source: '/home/alice/.ssh/id_rsa', named: true, agent: false, type: 'RSA' }],
      [
        'sshd.log',
        { message: 'userauth_pubkey: signature algorithm ssh-rsa not in PubkeyAcceptedAlgorithms [preauth]' },
      ],
    ],
  },
  {
    name: 'the authority has signed the certificate by an algorithm that the host does not take',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      [
        'sshd.log',
        {
          message:
            'userauth_pubkey: certificate signature algorithm ssh-rsa: signature algorithm not supported [preauth]',
        },
      ],
    ],
  },
  {
    name: 'look-alike: another key was offered and refused, so the trouble may be with that one',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.key', { result: 'no-signature-algorithm', source: 'agent', named: false, agent: true, type: 'RSA' }],
      [
        'auth.key',
        { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false, type: 'ED25519' },
      ],
    ],
  },
  {
    name: 'no common algorithm in the key exchange is another matter',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'kex.no-match', stage: 'kex' }]],
  },
];
