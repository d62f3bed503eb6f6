import { all, any, not, seen, stopsAt } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';
import {
  accountRefused,
  endsAfterKey,
  endsBeforeMethods,
  gaveUpSoon,
  loggedIn,
  ofAnotherSession,
  onlyKeysRefused,
} from '../signs.ts';

/** A module that refuses by its own rules, or that cannot be loaded; those of accounts and locks have causes of their own. */
const refuses =
  /^pam_(?!unix|nologin|faillock|tally|shells|limits)\w+\(sshd:account\): (?!.*(?:[Aa]ccount has expired|password expired|new one required|not known to the underlying)).*(denied|Refused|rejected|not met|Denied|failed)|^PAM (unable to dlopen|adding faulty module|\(sshd\) illegal module type|bad jump in stack|no modules loaded)/i;
const broken =
  /^(fatal: |error: )?PAM: (initiali[sz]ation failed|(Module is unknown|System error|Symbol not found|Failed to load module|Error in service module|Critical error - immediate abort) for )/;
const sessionFails =
  /^(fatal: |error: )?PAM: pam_open_session\(\): (Module is unknown|System error|Symbol not found|Failed to load module|Error in service module|Critical error)/;
/** Both end the session with PAM_SESSION_ERR, and want no room on a disk for it. */
const failsWithReason =
  /pam_loginuid\(sshd:session\): (Error writing|set_loginuid failed)|pam_namespace\(sshd:session\): (Mode of inst parent |Error mounting |Unable to unshare )/;

/** The directory that a module asks does not answer, or a module lacks what it keeps of the user. */
const unasked =
  /^(?:error: )?PAM: Authentication service cannot retrieve authentication info for |^pam_\w+\(sshd:\w+\): .*\b9 \(Authentication service cannot retrieve/;
const unread = /^Failed to (?:read|open|create|change|update) /;

const sessionFailed = any(
  seen('sshd.log', { message: sessionFails }),
  all(
    seen('sshd.log', { message: failsWithReason }),
    seen('sshd.log', { message: /PAM: pam_open_session\(\): Cannot make\/remove an entry/ }),
  ),
);

export const cause: Cause = {
  id: 'pam-misconfig',
  stage: 'auth',
  family: 'account',
  who: 'server',
  decidedBy: 'server',
  meaning: 'a PAM module denies or fails',
  title: 'The login rules of {host} (PAM) refuse {user}, or a part of them is broken.',
  sees: 'The key or password is right, yet the connection closes at once without a reason; or permission is denied.',
  why: `sshd asks the modules of PAM after the key or password. One of them refuses (access rules, a directory, a time table) or cannot
    be loaded. sshd then hangs up without a word, which looks like a fault of the network.`,
  cases: 1,
  behind: { 'auth.denied': 1 },
  requires: any(stopsAt('auth', 'session'), all(not(seen('symptom')), seen('auth.end', { how: 'denied' }))),
  proves: any(
    all(accountRefused, any(seen('sshd.log', { message: refuses }), seen('server.log', { message: refuses }))),
    all(accountRefused, seen('server.pam', { phase: 'account' })),
    // Where nobody keeps the log of sshd: it takes the key, and hangs up when PAM is asked.
    all(
      endsAfterKey,
      seen('hostkey.owner', { is: 'own' }),
      seen('server.pam', { phase: 'account' }),
      seen('server.setting', { keyword: 'usepam', value: 'yes' }),
    ),
    // pam_unix finds no line to judge the account by, refuses it, and keeps that to itself.
    all(accountRefused, seen('server.account', { state: 'no-shadow' })),
    // A module that refuses without a word, where all that the others could mind is in order.
    all(
      accountRefused,
      seen('server.pam-silent', { phase: 'account' }),
      // A locked password is nothing to the account rules.
      seen('server.account', { state: ['ok', 'locked'] }),
      not(seen('server.account', { state: ['expired', 'password-expired', 'no-shadow', 'bad-shell', 'missing'] })),
      not(seen('server.file', { path: /\/nologin$/, state: ['ok', 'empty'] })),
      not(seen('server.file', { role: 'nologin' })),
      not(seen('auth.banner', { afterKey: true })),
    ),
    all(
      seen('sshd.log', { message: /PAM: pam_open_session\(\): (Permission denied|Cannot make)/ }),
      seen('server.pam', { phase: 'session' }),
    ),
    // It takes the key and says no more, and it is a program of PAM that it waits for.
    all(
      seen('auth.key', { result: 'accepted' }),
      any(all(seen('auth.end', { how: 'silent' }), not(gaveUpSoon)), seen('session.end', { how: 'silent' })),
      seen('server.waits'),
      seen('server.setting', { keyword: 'authorizedkeyscommand', value: 'none' }),
      seen('server.setting', { keyword: 'authorizedprincipalscommand', value: 'none' }),
    ),
    seen('sshd.log', { message: broken }),
    sessionFailed,
  ),
  suggests: [
    accountRefused,
    seen('sshd.log', { message: unasked }),
    // Where such a list is no more than one of several ways, that is no refusal.
    seen('sshd.log', { message: /^pam_listfile\(sshd:auth\): Refused user / }),
    seen('server.log', { program: /^sshd\(pam_/, message: unread }),
    seen('sshd.log', { message: /^PAM (unable to dlopen|adding faulty module)/ }),
    all(seen('auth.key', { result: 'accepted' }), seen('auth.end', { how: 'closed', afterMs: { max: 5000 } })),
    all(endsAfterKey, not(seen('auth.banner'))),
    seen('server.waits'),
    seen('auth.pause', { step: 'unknown' }),
    // What is asked next does not answer.
    all(seen('auth.key', { result: 'accepted' }), seen('auth.end', { how: 'silent' })),
    endsBeforeMethods,
    seen('session.end', { status: 254 }),
  ],
  // PAM is asked after the key; sshd ends a session that PAM refuses with 254.
  excludes: any(
    onlyKeysRefused,
    all(loggedIn, seen('session.end', { status: { max: 253 } })),
    ofAnotherSession(sessionFailed),
  ),
  stands: all(
    seen('server.pam', { phase: ['account', 'session'] }),
    seen('server.setting', { keyword: 'usepam', value: 'yes' }),
  ),
  lookalikes: [
    { cause: 'account-expired', difference: 'The account has an end date that is past; chage -l shows it.' },
    { cause: 'nologin', difference: '/etc/nologin or a boot that is not finished refuses, and its text is shown.' },
    {
      cause: 'session-limit',
      difference: 'The session is refused by a limit: "Permission denied" from pam_open_session, "too many logins".',
    },
    { cause: 'disk-full', difference: 'A module fails there since nothing can be written.' },
    { cause: 'sshd-crash', difference: 'A process of sshd dies by a signal.' },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'server',
      risk: 'none',
      say: 'Keep a root console open. See which module refuses, and what was changed in the files of PAM.',
      commands: ['grep -v "^#" /etc/pam.d/sshd /etc/security/access.conf', 'ls -lt /etc/pam.d | head'],
    },
    {
      who: 'server',
      risk: 'lockout',
      platform: 'Debian, Ubuntu',
      say: 'Write the common files anew from the packages that are installed.',
      commands: ['cp -a /etc/pam.d /root/pam.d.before', 'pam-auth-update --force'],
      undo: ['cp -a /root/pam.d.before/. /etc/pam.d/'],
    },
    {
      who: 'server',
      risk: 'lockout',
      platform: 'RHEL, Fedora',
      say: 'See whether the files are as authselect made them, and let it write them anew.',
      commands: ['authselect check', 'authselect apply-changes --backup=before'],
      undo: ['authselect backup-restore before'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'macOS',
      say: 'Let the user use Remote Login: it asks for membership in a group.',
      commands: ['dseditgroup -o edit -a {user} -t user com.apple.access_ssh'],
      undo: ['dseditgroup -o edit -d {user} -t user com.apple.access_ssh'],
    },
  ],
  sources: [
    'pam(8)',
    'pam_access(8)',
    'sshd_config(5): UsePAM',
    'openssh-portable auth2.c: userauth_finish; auth-pam.c',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'pam_lastlog shuts out who was long away',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['sshd.log', { message: 'pam_lastlog(sshd:account): user alice inactive for 90 days - denied' }],
      ['sshd.log', { message: 'fatal: Access denied for user alice by PAM account configuration [preauth]' }],
    ],
  },
  {
    name: 'look-alike: pam_lastlog has nothing to keep the last login in, and says so of each session',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['sshd.log', { message: 'pam_lastlog(sshd:session): file /var/log/lastlog is locked/write: failed' }],
      ['sshd.log', { message: 'fatal: Access denied for user alice by PAM account configuration [preauth]' }],
    ],
  },
  {
    name: 'nobody keeps a log; the key is taken, and a rule of PAM lets nobody in',
    expect: 'confirmed',
    covers: ['server.pam'],
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['auth.key', { result: 'accepted', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false }],
      ['auth.end', { how: 'closed', method: 'publickey' }],
      ['hostkey.owner', { is: 'own', fingerprint: 'SHA256:abc' }],
      ['server.pam', { phase: 'account', module: 'pam_deny.so', text: 'account required pam_deny.so' }],
      ['server.setting', { keyword: 'usepam', value: 'yes' }],
    ],
  },
  {
    name: 'look-alike: such a rule, and sshd does not ask PAM',
    expect: 'possible',
    covers: ['server.pam'],
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['auth.key', { result: 'accepted', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false }],
      ['auth.end', { how: 'closed', method: 'publickey' }],
      ['hostkey.owner', { is: 'own', fingerprint: 'SHA256:abc' }],
      ['server.pam', { phase: 'account', module: 'pam_deny.so', text: 'account required pam_deny.so' }],
      ['server.setting', { keyword: 'usepam', value: 'no' }],
    ],
  },
  {
    name: 'the directory that a module asks does not answer',
    expect: 'possible',
    seen: [
      [
        'sshd.log',
        { message: 'error: PAM: Authentication service cannot retrieve authentication info for bob from 10.0.0.2' },
      ],
    ],
  },
  {
    name: 'look-alike: sssd refuses an account that has run out',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['sshd.log', { message: 'pam_sss(sshd:account): Access denied for user bob: 13 (User account has expired)' }],
      ['sshd.log', { message: 'fatal: Access denied for user bob by PAM account configuration [preauth]' }],
    ],
  },
  {
    name: 'pam_unix finds no line of the account in the shadow file',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['sshd.log', { message: 'fatal: Access denied for user alice by PAM account configuration [preauth]' }],
      ['server.account', { user: 'alice', state: 'no-shadow' }],
    ],
  },
  {
    name: 'PAM refuses the account, and its rules refuse everybody',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['sshd.log', { message: 'fatal: Access denied for user alice by PAM account configuration [preauth]' }],
      ['server.pam', { phase: 'account', module: 'pam_deny.so', text: 'account required pam_deny.so' }],
    ],
  },
  {
    name: 'PAM refuses, one of its modules would do so without a word, and all else is in order',
    expect: 'confirmed',
    covers: ['server.file', 'auth.banner'],
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['sshd.log', { message: 'fatal: Access denied for user alice by PAM account configuration [preauth]' }],
      [
        'server.pam-silent',
        { phase: 'account', module: 'pam_localuser.so', text: 'account required pam_localuser.so file=/etc/staff' },
      ],
      ['server.account', { user: 'alice', state: 'ok' }],
    ],
  },
  {
    name: 'look-alike: such a module, and a file that keeps everybody out',
    expect: 'possible',
    covers: ['auth.banner'],
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['sshd.log', { message: 'fatal: Access denied for user alice by PAM account configuration [preauth]' }],
      [
        'server.pam-silent',
        { phase: 'account', module: 'pam_localuser.so', text: 'account required pam_localuser.so file=/etc/staff' },
      ],
      ['server.account', { user: 'alice', state: 'ok' }],
      ['server.file', { path: '/etc/nologin', state: 'empty' }],
    ],
  },
  {
    name: 'look-alike: such a module, and an account of a directory, which may have ended there',
    expect: 'possible',
    covers: ['server.file', 'auth.banner', 'server.account'],
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['sshd.log', { message: 'fatal: Access denied for user alice by PAM account configuration [preauth]' }],
      [
        'server.pam-silent',
        { phase: 'account', module: 'pam_localuser.so', text: 'account required pam_localuser.so file=/etc/staff' },
      ],
    ],
  },
  {
    name: 'sshd waits for a program that PAM has started',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.silent', stage: 'auth' }],
      ['auth.key', { result: 'accepted', source: 'agent', named: false, agent: true }],
      ['auth.end', { how: 'silent', afterMs: 13_000 }],
      ['server.waits', { program: 'sleep' }],
      ['server.setting', { keyword: 'authorizedkeyscommand', value: 'none' }],
      ['server.setting', { keyword: 'authorizedprincipalscommand', value: 'none' }],
    ],
  },
  {
    name: 'look-alike: PAM has started a program, and the client itself ended the login after a second',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.silent', stage: 'auth' }],
      ['auth.key', { result: 'accepted', source: 'agent', named: false, agent: true }],
      ['auth.end', { how: 'silent', text: 'Connection to 192.0.2.5 port 22 timed out', afterMs: 1050 }],
      ['server.waits', { program: 'audit' }],
      ['server.setting', { keyword: 'authorizedkeyscommand', value: 'none' }],
      ['server.setting', { keyword: 'authorizedprincipalscommand', value: 'none' }],
    ],
  },
  {
    name: 'look-alike: it may be a program that is asked for keys',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.silent', stage: 'auth' }],
      ['auth.key', { result: 'accepted', source: 'agent', named: false, agent: true }],
      ['auth.end', { how: 'silent', afterMs: 13_000 }],
      ['server.waits', { program: 'ldap-keys' }],
      ['server.setting', { keyword: 'authorizedkeyscommand', value: '/usr/local/bin/ldap-keys' }],
    ],
  },
  {
    name: 'look-alike: PAM refuses the account, and a rule for sessions would refuse too',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['sshd.log', { message: 'fatal: Access denied for user alice by PAM account configuration [preauth]' }],
      ['server.pam', { phase: 'session', module: 'pam_deny.so', text: 'session required pam_deny.so' }],
    ],
  },
  {
    name: 'a module cannot be loaded, and the account phase denies',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['auth.end', { how: 'closed', method: 'publickey', afterMs: 40 }],
      [
        'sshd.log',
        {
          message:
            'PAM unable to dlopen(pam_nosuch.so): /lib/security/pam_nosuch.so: cannot open shared object file: No such file or directory',
        },
      ],
      ['sshd.log', { message: 'fatal: Access denied for user alice by PAM account configuration [preauth]' }],
    ],
  },
  {
    name: 'the session cannot be opened',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['sshd.log', { message: 'error: PAM: pam_open_session(): Module is unknown' }],
    ],
  },
  {
    name: 'the module for private folders does not find theirs as it wants it',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['sshd.log', { message: 'pam_namespace(sshd:session): Mode of inst parent /tmp-inst not 000 or owner not root' }],
      [
        'sshd.log',
        { message: 'error: PAM: pam_open_session(): Cannot make/remove an entry for the specified session' },
      ],
    ],
  },
  {
    name: 'look-alike: the module for private folders has no room for one',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['sshd.log', { message: 'pam_namespace(sshd:session): Error creating /tmp-inst/alice: No space left on device' }],
      [
        'sshd.log',
        { message: 'error: PAM: pam_open_session(): Cannot make/remove an entry for the specified session' },
      ],
    ],
  },
  {
    name: 'look-alike: an account that has expired and a closed boot end with the same line',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['sshd.log', { message: 'fatal: Access denied for user alice by PAM account configuration [preauth]' }],
    ],
  },
  {
    name: 'a list of PAM lacks the user, and sshd says no more',
    expect: 'possible',
    seen: [['sshd.log', { message: 'pam_listfile(sshd:auth): Refused user alice for service sshd' }]],
  },
  {
    name: 'look-alike: a session failed, and this login is refused before it has one',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.end', { how: 'denied' }],
      ['sshd.log', { message: 'error: PAM: pam_open_session(): Module is unknown' }],
    ],
  },
  {
    name: 'a refused port never got that far',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'tcp.refused', stage: 'tcp' }]],
  },
  {
    name: 'it waits behind a port that does not answer',
    expect: 'ruled-out',
    waits: true,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.pam', { phase: 'account', module: 'pam_deny.so', text: 'account required pam_deny.so' }],
      ['server.setting', { keyword: 'usepam', value: 'yes' }],
    ],
  },
  {
    name: 'look-alike: behind a port that does not answer it stops nobody',
    expect: 'ruled-out',
    waits: false,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.pam', { phase: 'auth', module: 'pam_deny.so', text: 'auth required pam_deny.so' }],
      ['server.setting', { keyword: 'usepam', value: 'yes' }],
    ],
  },
];
