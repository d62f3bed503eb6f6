import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';
import { accountRefused, endsBeforeMethods, loggedIn, onlyKeysRefused, saidByPam } from '../signs.ts';

const pamLine =
  /pam_unix\(sshd:account\): account .+ has expired|^pam_sss\(sshd:account\): Access denied for user .+: 13 \(User account has expired/;

export const cause: Cause = {
  id: 'account-expired',
  stage: 'auth',
  family: 'account',
  who: 'account',
  decidedBy: 'server',
  meaning: 'the account has expired',
  title: 'The account {user} on {host} has expired.',
  sees: 'The key or password is right, yet the connection closes at once, or permission is denied.',
  why: `The account has an end date, and it is past; or its password was left to run out for so long that the account was shut. The
    check comes after the key or password was accepted, so it looks like a fault of the network.`,
  cases: 1,
  behind: { 'auth.closed': 1, 'auth.reset': 1, 'session.closed': 1 },
  requires: any(
    symptom('auth.denied', 'auth.failed', 'auth.closed', 'auth.reset', 'session.closed', 'session.failed'),
    all(not(seen('symptom')), seen('auth.end', { how: 'denied' })),
  ),
  proves: any(
    saidByPam(/(^|\n)Your account has expired/),
    seen('sshd.log', { message: /^Account .+ has expired/ }),
    seen('sshd.log', { message: pamLine }),
    seen('server.log', { message: pamLine }),
    all(seen('server.account', { state: 'expired' }), accountRefused),
  ),
  suggests: [
    seen('sshd.log', { message: /NTSTATUS: NT_STATUS_ACCOUNT_EXPIRED\b/ }),
    seen('auth.banner', { text: /^Your account has expired/ }),
    seen('server.account', { state: 'expired' }),
    seen('sshd.log', { message: /^(?:error: )?PAM: User account has expired for / }),
    all(seen('auth.key', { result: 'accepted' }), seen('auth.end', { how: 'closed' })),
  ],
  // Without PAM sshd looks at the date before it looks at a key, and then refuses every key.
  excludes: any(
    loggedIn,
    endsBeforeMethods,
    all(onlyKeysRefused, seen('server.setting', { keyword: 'usepam', value: 'yes' })),
    // A line of the log may be of the day before it was renewed.
    not(seen('server.account', { state: 'expired' })),
  ),
  explains: ['account-locked', 'password-expired'],
  stands: seen('server.account', { state: 'expired' }),
  lookalikes: [
    { cause: 'password-expired', difference: 'Only the password is too old there; the server asks for a new one.' },
    { cause: 'nologin', difference: 'The whole host is closed to ordinary users for a while, and says so.' },
    { cause: 'pam-misconfig', difference: 'Another module of PAM refuses; the account itself is in date.' },
    { cause: 'account-locked', difference: 'Without PAM some releases log "locked" as well after "has expired".' },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'account',
      risk: 'none',
      platform: 'Linux',
      say: 'If the person should still have access, see the date and move it, or take it away.',
      commands: ['chage -l {user}', 'chage -E -1 -I -1 {user}'],
      undo: ['chage -E 1970-01-02 {user}'],
    },
    {
      who: 'account',
      risk: 'none',
      platform: 'FreeBSD',
      say: 'The same with pw: 0 means no end date.',
      commands: ['pw usershow {user}', 'pw usermod {user} -e 0'],
    },
  ],
  sources: ['chage(1)', 'shadow(5)', 'pam_unix(8)', 'openssh-portable auth2.c: userauth_finish; auth-shadow.c'],
};

export const examples: readonly Example[] = [
  {
    name: 'sssd says that the account has run out',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['sshd.log', { message: 'pam_sss(sshd:account): Access denied for user bob: 13 (User account has expired)' }],
      ['sshd.log', { message: 'fatal: Access denied for user bob by PAM account configuration [preauth]' }],
    ],
  },
  {
    name: 'a notice before the login quotes the words, and the key was refused',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.banner', { text: 'Your account has expired; please contact your system administrator.' }],
      ['auth.key', { result: 'refused', source: '.ssh/id_ed25519', named: true, agent: false }],
      ['auth.end', { how: 'denied', method: 'publickey' }],
    ],
  },
  {
    name: 'the server tells the client, then closes',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['auth.key', { result: 'accepted', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false }],
      ['auth.banner', { text: 'Your account has expired; please contact your system administrator.' }],
      ['auth.end', { how: 'closed', method: 'publickey', afterMs: 40 }],
    ],
  },
  {
    name: 'without PAM sshd logs the expiry, and a lock beside it',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['sshd.log', { message: 'Account alice has expired' }],
      ['sshd.log', { message: 'User alice not allowed because account is locked' }],
    ],
  },
  {
    name: 'without PAM every key of an account that has ended is refused',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.key', { result: 'refused', source: '.ssh/id_ed25519', named: true, agent: false }],
      ['auth.end', { how: 'denied', method: 'publickey' }],
    ],
  },
  {
    name: 'look-alike: PAM closed after a good key, for whatever reason',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['auth.key', { result: 'accepted', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false }],
      ['auth.end', { how: 'closed', method: 'publickey', afterMs: 40 }],
      ['sshd.log', { message: 'fatal: Access denied for user alice by PAM account configuration [preauth]' }],
    ],
  },
  {
    name: 'look-alike: the words of keyboard-interactive for whichever module refuses the account',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['sshd.log', { message: 'pam_sss(sshd:account): Access denied for user alice: 6 (Permission denied)' }],
      ['sshd.log', { message: 'error: PAM: User account has expired for alice from 192.0.2.9' }],
    ],
  },
  {
    name: 'look-alike: it had ended, as the log says of an earlier try, and was renewed since',
    expect: 'possible',
    covers: ['server.account'],
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      [
        'server.log',
        { program: 'sshd', message: 'pam_unix(sshd:account): account alice has expired (account expired)' },
      ],
      ['server.account', { user: 'alice', state: 'ok' }],
    ],
  },
  {
    name: 'closed before the version line is another matter',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'identification.closed', stage: 'identification' }]],
  },
  {
    name: 'it waits behind a port that does not answer',
    expect: 'ruled-out',
    waits: true,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.account', { user: 'alice', state: 'expired' }],
    ],
  },
  {
    name: 'look-alike: behind a port that does not answer it stops nobody',
    expect: 'ruled-out',
    waits: false,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.account', { user: 'alice', state: 'password-expired' }],
    ],
  },
];
