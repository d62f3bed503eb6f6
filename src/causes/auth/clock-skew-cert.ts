import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';
import { onlyKeysRefused } from '../signs.ts';

const certificate = seen('auth.key', { result: 'refused', type: /cert/i });
// One of several that is in date may be the one that counts.
const isOver = all(seen('client.certificate', { over: true }), not(seen('client.certificate', { over: false })));

export const cause: Cause = {
  id: 'clock-skew-cert',
  stage: 'auth',
  family: 'account',
  who: 'server',
  decidedBy: 'both',
  meaning: "a certificate is not yet or no longer valid by the server's clock",
  title: 'Your certificate is not valid at this moment by the clock of {host}.',
  sees: 'Permission denied, the same as for any refused key. Only the log of the server tells of the time.',
  why: `A certificate holds from one moment to another, often for minutes or hours. It has run out, or a clock is wrong: that of the
    server, or that of the machine that signed it.`,
  cases: 4,
  behind: { 'auth.denied': 4 },
  requires: any(symptom('auth.denied', 'auth.failed'), all(not(seen('symptom')), seen('auth.end', { how: 'denied' }))),
  proves: any(
    seen('sshd.log', {
      message: /^(error: )?(Refusing certificate ID .*: )?Certificate invalid: (not yet valid|expired)/,
    }),
    all(certificate, isOver),
  ),
  suggests: [
    certificate,
    seen('sshd.log', { message: /^ssh: cert (is not yet valid|has expired)/ }),
    all(certificate, onlyKeysRefused),
    all(certificate, onlyKeysRefused, seen('auth.key', { result: 'refused', type: /cert/i, named: true })),
    all(certificate, seen('server.resource', { what: 'clock', state: ['short', 'exhausted'] })),
    seen('client.file', { role: 'certificate', state: 'ok' }),
  ],
  excludes: any(
    all(seen('auth.key', { type: /cert/i, result: 'accepted' }), not(certificate)),
    // No certificate was offered at all.
    all(
      seen('auth.key', { result: 'refused' }),
      not(seen('auth.key', { type: /cert/i })),
      not(seen('client.file', { role: 'certificate' })),
    ),
  ),
  stands: isOver,
  lookalikes: [
    {
      cause: 'key-not-accepted',
      difference: 'The time is right there, but the certificate does not name this user, or its signer is not trusted.',
    },
    { cause: 'host-key-revoked', difference: "That is the host's certificate by your clock, and ssh says so itself." },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'See from when to when the certificate holds, and have a new one signed if it has run out.',
      commands: ['ssh-keygen -Lf ~/.ssh/id_ed25519-cert.pub', 'date -u'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'Linux',
      say: 'On the server: compare the clock with yours, and let it follow a time server.',
      commands: ['date -u; timedatectl status', 'timedatectl set-ntp true'],
      undo: ['timedatectl set-ntp false'],
    },
    {
      who: 'server',
      risk: 'none',
      say: 'Where certificates are signed: let them begin some minutes back, so that small differences do not matter.',
      commands: ['ssh-keygen -s CA_KEY -I {user} -n {user} -V -5m:+8h id_ed25519.pub'],
    },
  ],
  sources: [
    'ssh-keygen(1): CERTIFICATES',
    'PROTOCOL.certkeys',
    'openssh-portable sshkey.c: sshkey_cert_check_authority',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'sshd 9.2 says that the certificate is not yet valid',
    expect: 'confirmed',
    covers: ['client.file'],
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      [
        'auth.key',
        { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false, type: 'ED25519-CERT' },
      ],
      ['sshd.log', { message: 'error: Certificate invalid: not yet valid' }],
    ],
  },
  {
    name: 'from 10.1 on the line names the certificate',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      [
        'sshd.log',
        {
          message:
            'error: Refusing certificate ID "alice" serial=7 signed by ED25519 CA SHA256:abc: Certificate invalid: expired',
        },
      ],
    ],
  },
  {
    name: 'look-alike: a refused certificate may name another user, or have an unknown signer',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      [
        'auth.key',
        { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false, type: 'ED25519-CERT' },
      ],
    ],
  },
  {
    name: 'no certificate was offered',
    expect: 'ruled-out',
    covers: ['client.file'],
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      [
        'auth.key',
        { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false, type: 'ED25519' },
      ],
    ],
  },
  {
    name: 'behind a signer that is not trusted, the certificate has run out as well',
    expect: 'confirmed',
    waits: true,
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.key', { result: 'refused', source: '.ssh/id_ed25519', named: true, agent: false, type: 'ED25519-CERT' }],
      [
        'client.certificate',
        { path: '.ssh/id_ed25519-cert.pub', fingerprint: 'SHA256:a', signer: 'SHA256:b', over: true },
      ],
    ],
  },
  {
    name: 'look-alike: the certificate is in date',
    expect: 'possible',
    waits: false,
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.key', { result: 'refused', source: '.ssh/id_ed25519', named: true, agent: false, type: 'ED25519-CERT' }],
      [
        'client.certificate',
        { path: '.ssh/id_ed25519-cert.pub', fingerprint: 'SHA256:a', signer: 'SHA256:b', over: false },
      ],
    ],
  },
  {
    name: 'look-alike: of two certificates one is in date',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.key', { result: 'refused', source: '.ssh/id_ed25519', named: true, agent: false, type: 'ED25519-CERT' }],
      ['client.certificate', { path: '.ssh/a-cert.pub', fingerprint: 'SHA256:a', signer: 'SHA256:b', over: true }],
      ['client.certificate', { path: '.ssh/b-cert.pub', fingerprint: 'SHA256:c', signer: 'SHA256:b', over: false }],
    ],
  },
];
