import { all, any, not, seen } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';
import { notLetIn, onlyKeysRefused } from '../signs.ts';

const missing = seen('server.account', { state: 'missing' });

export const cause: Cause = {
  id: 'user-does-not-exist',
  stage: 'auth',
  family: 'account',
  who: 'account',
  decidedBy: 'server',
  meaning: 'the account does not exist on the server',
  title: 'There is no account {user} on {host}.',
  sees: 'Permission denied with any key and any password, exactly as for a wrong one.',
  why: `The name is misspelt, ssh took the name you have on your own computer, or the image uses another default user. sshd does
    not tell who exists. An account from a directory (LDAP, AD) is missing too while the directory does not answer.`,
  cases: 1,
  behind: { 'auth.denied': 1 },
  requires: notLetIn,
  // Scanners leave "Invalid user" in every public log, so a denial at our own end must stand beside it.
  proves: any(
    all(notLetIn, missing),
    all(missing, seen('sshd.log', { message: /^Invalid user \S+ from / })),
    all(missing, seen('server.log', { program: 'dropbear', message: /^Login attempt for nonexistent user/ })),
    all(
      notLetIn,
      seen('sshd.log', {
        message: /^Invalid user \S* ?from |^Login attempt for nonexistent user/,
      }),
    ),
  ),
  suggests: [
    // So it also calls an account that exists and that it does not allow (auth2.c).
    seen('sshd.log', {
      message: /^(Connection closed by|Disconnected from|input_userauth_request:) invalid user |^Invalid user /,
    }),
    seen('server.log', { program: 'dropbear', message: /^Login attempt for nonexistent user/ }),
    seen('config.setting', { keyword: 'user', value: /[A-Z@\\ ]/ }),
    onlyKeysRefused,
    all(onlyKeysRefused, seen('auth.key', { result: 'refused', named: true })),
  ],
  // sshd takes no key of an account that it does not know.
  excludes: any(
    seen('auth.key', { result: 'accepted' }),
    seen('auth.end', { how: 'partial' }),
    all(seen('server.account', { state: ['ok', 'locked', 'expired', 'password-expired', 'bad-shell'] }), not(missing)),
  ),
  stands: missing,
  lookalikes: [
    {
      cause: 'key-not-accepted',
      difference: 'The account exists; the log then says "authenticating user", not "invalid user".',
    },
    { cause: 'sshd-policy-denies-user', difference: 'The account exists, and the log says why it is not allowed.' },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Say the right name. Cloud images often use ubuntu, debian, ec2-user, admin, rocky, fedora, core or opc.',
      commands: ["ssh -G '{host}' | grep '^user '", 'ssh -p {port} RIGHT_USER@{host}'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'Linux',
      say: 'See whether the server knows the account; make it if it is missing.',
      commands: ['getent passwd {user}', 'useradd -m -s /bin/bash {user}'],
      undo: ['userdel {user}'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'Linux with LDAP or Active Directory',
      say: 'If the account comes from a directory, see whether the directory answers.',
      commands: ['systemctl status sssd --no-pager', 'sssctl domain-list'],
    },
  ],
  sources: ['openssh-portable auth.c: getpwnamallow', 'getent(1)'],
};

export const examples: readonly Example[] = [
  {
    name: 'look-alike: dropbear says so of somebody, who may be a scanner',
    expect: 'possible',
    seen: [['server.log', { program: 'dropbear', message: 'Login attempt for nonexistent user from 192.0.2.9:50222' }]],
  },
  {
    name: 'sshd calls the user invalid, and the client was denied',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.end', { how: 'denied' }],
      ['sshd.log', { message: 'Invalid user alcie from 198.51.100.7 port 34808' }],
    ],
  },
  {
    name: "from the server's end alone: sshd calls the user invalid, and the system does not know the name",
    expect: 'confirmed',
    seen: [
      ['sshd.log', { message: 'Invalid user alcie from 198.51.100.7 port 34808' }],
      ['server.account', { user: 'alcie', state: 'missing' }],
    ],
  },
  {
    name: 'look-alike: old releases call a user invalid whom they do not allow',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['sshd.log', { message: 'User alice from 192.0.2.9 not allowed because not listed in AllowUsers' }],
      ['sshd.log', { message: 'input_userauth_request: invalid user alice' }],
    ],
  },
  {
    name: "look-alike: the account exists, and the line in the log is a scanner's",
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['server.account', { user: 'alice', state: 'ok' }],
      ['sshd.log', { message: 'Invalid user admin from 203.0.113.9 port 51234' }],
    ],
  },
  {
    name: 'look-alike: a denial seen from the client alone',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.end', { how: 'denied' }],
    ],
  },
  {
    name: 'a key was accepted, so the account exists',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.key', { result: 'accepted', source: 'agent', named: false, agent: true }],
    ],
  },
  {
    name: 'it waits behind a port that does not answer',
    expect: 'ruled-out',
    waits: true,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.account', { user: 'alice', state: 'missing' }],
    ],
  },
  {
    name: 'look-alike: behind a port that does not answer it stops nobody',
    expect: 'ruled-out',
    waits: false,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.account', { user: 'alice', state: 'locked' }],
    ],
  },
];
