import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';
import { endsAfterKey, endsBeforeMethods, loggedIn, onlyKeysRefused, saidByPam } from '../signs.ts';

const words = /Unprivileged users are not permitted to log in|pam_nologin\(8\)/;

const isThere = any(
  seen('server.file', { path: /^\/(etc|run|var\/run)\/nologin$/, state: ['ok', 'empty'] }),
  seen('server.file', { role: 'nologin', state: ['ok', 'empty'] }),
);

export const cause: Cause = {
  id: 'nologin',
  stage: 'session',
  family: 'account',
  who: 'server',
  decidedBy: 'both',
  meaning: '/etc/nologin or a booting system refuses ordinary users',
  title: '{host} lets nobody but root log in at the moment: it is starting, stopping or under maintenance.',
  sees: 'A right key or password, then the connection is closed, often with a line that the system is booting up or going down.',
  why: 'While /run/nologin or /etc/nologin exists, ordinary users are turned away. systemd makes it while the system starts and stops; people make it by hand.',
  cases: 3,
  behind: { 'auth.closed': 3, 'auth.reset': 3, 'session.closed': 3 },
  // PAM refuses the account after a right credential, or already asks for one in vain; without PAM the session ends.
  requires: symptom(
    'auth.closed',
    'auth.reset',
    'auth.denied',
    'auth.failed',
    'session.closed',
    'session.reset',
    'session.denied',
    'session.failed',
  ),
  proves: any(
    saidByPam(words),
    seen('auth.end', { text: words }),
    seen('session.end', { text: words }),
    seen('sshd.log', { message: /^User \S+ (from \S+ )?not allowed because \/\S*nologin exists/ }),
    all(
      isThere,
      seen('sshd.log', {
        message:
          /^(fatal: )?Access denied for user (?!root )\S+ by PAM account configuration|^(error: )?PAM: User account has expired for (?!root )/,
      }),
    ),
  ),
  suggests: [
    isThere,
    seen('auth.banner', { text: words }),
    seen('server.state', { is: ['booting', 'emergency'] }),
    seen('server.log', { message: /pam_nologin/ }),
    endsAfterKey,
    // sshd shows its own banner earlier: this text comes from PAM.
    all(endsAfterKey, seen('auth.banner', { afterKey: true })),
  ],
  // The file is asked for after the key, and without PAM at the start of the session, which then ends with 254.
  excludes: any(onlyKeysRefused, endsBeforeMethods, all(loggedIn, not(seen('session.end', { status: { min: 254 } })))),
  stands: all(
    any(
      seen('server.file', { path: /\/nologin$/, state: ['ok', 'empty'], always: true }),
      seen('server.file', { role: 'nologin', state: ['ok', 'empty'], always: true }),
    ),
    // Systemd itself keeps users out until it has booted; another init does not.
    any(seen('server.state', { is: 'running' }), not(seen('server.unit'))),
    not(seen('server.account', { user: 'root' })),
  ),
  lookalikes: [
    {
      cause: 'account-expired',
      difference: 'One account is refused for good; here every ordinary user is refused for a while.',
    },
    { cause: 'pam-misconfig', difference: 'PAM refuses without a word about booting, and root may be refused too.' },
    { cause: 'key-not-accepted', difference: 'There the credential itself is refused; here it was right.' },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'If the server is starting, wait a minute and try again.',
      commands: ['sleep 60; ssh -p {port} {user}@{host}'],
    },
    {
      who: 'server',
      risk: 'none',
      general: true,
      say: 'From the console, see whether the boot is done. If it is, and nobody is at work on the machine, remove the file: these, or the one that PAM names (file=).',
      commands: [
        'systemctl is-system-running; systemctl list-jobs --no-pager',
        'cat /run/nologin /etc/nologin; grep -s pam_nologin /etc/pam.d/*',
        'rm -f /run/nologin /etc/nologin',
      ],
      undo: ["echo 'maintenance' > /etc/nologin"],
    },
  ],
  sources: ['pam_nologin(8)', 'nologin(5)', 'systemd-user-sessions.service(8)'],
};

export const examples: readonly Example[] = [
  {
    name: 'the server says that it is booting',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      [
        'auth.banner',
        {
          text: 'System is booting up. Unprivileged users are not permitted to log in yet. Please come back later. For technical details, see pam_nologin(8).',
        },
      ],
      ['auth.end', { how: 'closed', method: 'publickey', afterMs: 210 }],
    ],
  },
  {
    name: 'the file is there, and PAM refused an ordinary account',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['server.file', { path: '/etc/nologin', state: 'ok' }],
      ['sshd.log', { message: 'fatal: Access denied for user alice by PAM account configuration [preauth]' }],
    ],
  },
  {
    name: 'PAM is told of a file of another name, which is there',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['server.file', { path: '/run/backup.lock', state: 'empty', role: 'nologin' }],
      ['sshd.log', { message: 'fatal: Access denied for user alice by PAM account configuration [preauth]' }],
    ],
  },
  {
    name: 'look-alike: PAM refused, without saying why',
    expect: 'possible',
    covers: ['server.file', 'auth.banner'],
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['sshd.log', { message: 'fatal: Access denied for user alice by PAM account configuration [preauth]' }],
    ],
  },
  { name: 'it never got to a login', expect: 'ruled-out', seen: [['symptom', { is: 'kex.closed', stage: 'kex' }]] },
  {
    name: 'look-alike: PAM says something of its own before it refuses',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['auth.method', { name: 'publickey', first: true }],
      [
        'auth.key',
        { result: 'accepted', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false, type: 'ED25519' },
      ],
      ['auth.banner', { text: 'Down for the evening.', afterKey: true }],
      ['auth.end', { how: 'closed', afterMs: 40 }],
    ],
  },
  {
    name: 'a key that is refused is refused earlier',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      [
        'auth.key',
        { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false, type: 'ED25519' },
      ],
      ['auth.end', { how: 'denied', method: 'publickey' }],
    ],
  },
  {
    name: 'it waits behind a port that does not answer',
    expect: 'ruled-out',
    waits: true,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.file', { path: '/etc/nologin', state: 'ok', always: true }],
      ['server.state', { is: 'running', text: 'running' }],
      ['server.account', { user: 'alice', state: 'ok' }],
    ],
  },
  {
    name: 'look-alike: a rule of PAM before may be content without a look at the file',
    expect: 'ruled-out',
    waits: false,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.file', { path: '/etc/nologin', state: 'ok' }],
      ['server.state', { is: 'running', text: 'running' }],
      ['server.account', { user: 'alice', state: 'ok' }],
    ],
  },
  {
    name: 'look-alike: behind a port that does not answer it stops nobody',
    expect: 'ruled-out',
    waits: false,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.file', { path: '/etc/nologin', state: 'ok', always: true }],
      ['server.state', { is: 'running', text: 'running' }],
      ['server.account', { user: 'root', state: 'ok' }],
    ],
  },
];
