import { all, any, not, seen } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';
import {
  accountInOrder,
  keyWanted,
  mindsNoModes,
  noLineOpens,
  notLetIn,
  onlyKeysRefused,
  onlyListsCount,
  serverSawLeave,
  wantsNoKeys,
} from '../signs.ts';

/** sshd names an account "invalid" when it is missing or not allowed, so this one is neither; Dropbear then names no user at the end. */
const allowedInLog = any(
  seen('sshd.log', {
    message:
      /^Failed publickey for (?!invalid user )|^(Connection (closed|reset) by|Disconnect(ed from|ing)) authenticating user /,
  }),
  seen('server.log', { program: 'dropbear', message: /^Exit before auth from \S+: \(user '/ }),
);
/** Where nobody keeps the log of sshd, as in many a container, its settings and the account tell: if that is the host that refused. */
const allowedUser = any(
  allowedInLog,
  all(
    seen('hostkey.owner', { is: 'own' }),
    accountInOrder,
    not(seen('server.refusal')),
    seen('server.in-force', { sure: true }),
  ),
);
/** auth2-pubkey.c and misc.c: the command ends with an error, or sshd does not run it: its place, its owner, its user, its words. */
const noCommand =
  /^(?:error: )?(?:AuthorizedKeysCommand (?:\S+ .*(?:failed, status|exited on signal|terminated)|path is not absolute|".*" contains)|(?:Unsafe|Could not stat) AuthorizedKeysCommand "|AuthorizedKeysCommandUser ".*" not found)/;
/** ELOOP, ENOTDIR, ESTALE, ENOTCONN: no right and no room is missing, the file is not to be had. */
const noWay =
  /^(?:error: )?Could not open (?:user '.+' )?authorized keys '.+': (?:Too many levels of symbolic links|Not a directory|Stale file handle|Transport endpoint is not connected)$/;
const keys = /\/authorized_keys2?$|administrators_authorized_keys$/;
const path = /\/\.ssh$|authorized_keys|^\/(?:home|root)(?:\/[^/]+)?$/;
const distrusted = any(
  seen('server.file', { path, state: ['bad-mode', 'bad-owner'] }),
  seen('server.file', { role: 'key-list', state: ['bad-mode', 'bad-owner'] }),
);
const fileTrouble = any(
  seen('server.file', { path, state: ['bad-label', 'denied'] }),
  seen('server.file', { role: 'key-list', state: 'denied' }),
  all(distrusted, not(mindsNoModes)),
);
/** Both ends together: each key that was turned down, looked up in the lists that sshd reads. */
const unlisted = all(
  seen('auth.listed', { is: ['absent', 'barred'] }),
  not(seen('auth.listed', { is: 'listed' })),
  not(seen('auth.listed', { bar: 'algorithm' })),
  onlyListsCount,
  onlyKeysRefused,
);

export const cause: Cause = {
  id: 'key-not-accepted',
  stage: 'auth',
  family: 'account',
  who: 'account',
  decidedBy: 'both',
  meaning: "none of the client's keys is authorised for this account",
  title: '{host} knows the account {user}, but none of your keys opens it.',
  sees: 'Permission denied after each key was offered and turned down.',
  why: `The public half of your key is not in the account's authorized_keys file, or in another account's. A damaged line, a key
    bound to other addresses (from=), a revoked key and a program for keys (AuthorizedKeysCommand) that fails end the same way.`,
  cases: 0,
  everyday: ['auth.denied'],
  requires: notLetIn,
  proves: any(
    seen('sshd.log', {
      message:
        /Authentication tried for .+ with (?:correct key but not from a permitted host|valid certificate but not from a permitted source address)/,
    }),
    seen('sshd.log', { message: /^(error: )?Authentication key \S+ \S+ revoked by file / }),
    // A list of revoked keys that sshd cannot read revokes them all.
    seen('sshd.log', { message: /^(error: )?Error checking authentication key \S+ \S+ in revoked keys file / }),
    // A unit that was hardened too far: sshd sees other homes than its user and root do.
    all(
      notLetIn,
      allowedUser,
      onlyKeysRefused,
      not(fileTrouble),
      not(seen('auth.listed', { bar: 'algorithm' })),
      seen('server.setting', { keyword: 'authorizedkeysfile', value: /^(?!\/)|%h/ }),
      seen('server.unit', { unit: /^sshd?\.service$/, active: 'active', hidesHomes: /./ }),
      seen('server.keys', { others: false }),
    ),
    // A list that is no file or that nothing leads to, and a key that the host finds too short, let nobody in.
    all(
      notLetIn,
      allowedUser,
      not(fileTrouble),
      any(
        seen('sshd.log', {
          message: /^User '?\S+'? authorized keys '?.+ is not a regular file|^refusing \S+ key: Invalid key length/,
        }),
        seen('sshd.log', { message: noWay }),
      ),
    ),
    // Dropbear passes over the line, and no other one let the key in.
    all(
      any(notLetIn, serverSawLeave),
      onlyKeysRefused,
      seen('server.log', { program: 'dropbear', message: /^Bad public key options at / }),
      allowedInLog,
      not(fileTrouble),
    ),
    // The one command that would have named the keys does not do its work, and no list has this one.
    all(
      any(notLetIn, serverSawLeave),
      seen('sshd.log', { message: noCommand }),
      seen('server.keys', { is: 'none' }),
      allowedUser,
      not(fileTrouble),
    ),
    seen('sshd.log', {
      message:
        /^(error: )?(Refusing certificate ID .*: )?Certificate (invalid: (?:name is not a listed principal|not a user certificate)|does not contain an authorized principal)/,
    }),
    // An option of the certificate that sshd does not know, or one of its line of principals that is not met (auth2-pubkey.c).
    seen('sshd.log', {
      message: /^(error: )?(Invalid certificate options|Refused by certificate (?:principals )?options)$/,
    }),
    all(notLetIn, unlisted, allowedUser, not(fileTrouble)),
    all(
      any(all(notLetIn, seen('auth.key', { result: 'refused' })), serverSawLeave),
      noLineOpens,
      allowedUser,
      seen('server.setting', { keyword: 'pubkeyauthentication', value: 'yes' }),
      not(fileTrouble),
    ),
  ),
  suggests: [
    seen('auth.key', { result: 'refused' }),
    all(seen('auth.key', { result: 'refused', named: true }), seen('auth.method', { name: 'publickey' })),
    allowedInLog,
    seen('sshd.log', { message: /^refusing \S+ key: / }),
    seen('server.file', { path: keys, state: ['missing', 'empty'] }),
    all(seen('auth.key', { result: 'refused', named: true }), onlyKeysRefused),
    // A machine that is dialled for the first time: mostly nobody has given it the key.
    all(seen('hostkey.check', { result: ['unknown', 'new'] }), seen('auth.end', { how: 'denied' })),
  ],
  excludes: any(seen('auth.key', { result: 'accepted' }), seen('auth.end', { how: 'partial' }), wantsNoKeys),
  stands: all(any(noLineOpens, unlisted), keyWanted),
  lookalikes: [
    {
      cause: 'user-does-not-exist',
      difference: 'sshd refuses every key of a missing account in the same way; its log says "Invalid user".',
    },
    {
      cause: 'home-perms-strictmodes',
      difference: 'The key is in the file, but sshd does not trust the file or its directory.',
    },
    {
      cause: 'sshd-policy-denies-user',
      difference: 'The account is not allowed at all, with any key; the log says "not allowed because".',
    },
    { cause: 'account-locked', difference: 'The log says that the account is locked.' },
    { cause: 'selinux-context', difference: 'The file is right in mode and content, but sshd may not open it.' },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'See which keys you offer, and make sure that user and key are the ones you mean.',
      commands: [
        "ssh -v -p {port} {user}@{host} 2>&1 | grep -e Offering -e 'accepts key'",
        'ssh-keygen -lf ~/.ssh/id_ed25519.pub',
      ],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'At a service such as GitHub or GitLab: register the public key with the account that is to have access.',
      commands: ['cat ~/.ssh/id_ed25519.pub'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'If you log in by a certificate: see for whom, from where and until when it is good. What is wrong there only a new one mends.',
      commands: ['ssh-keygen -Lf ~/.ssh/id_ed25519-cert.pub'],
    },
    {
      who: 'account',
      risk: 'none',
      general: true,
      say: 'On the server, as that user: add the public key, one line, and close the file to others.',
      commands: [
        'mkdir -p ~/.ssh && chmod 700 ~/.ssh',
        "printf '%s\\n' 'PASTE THE PUBLIC KEY HERE' >> ~/.ssh/authorized_keys && chmod 600 ~/.ssh/authorized_keys",
        'ssh-keygen -lf ~/.ssh/authorized_keys',
      ],
      undo: ["sed -i '$d' ~/.ssh/authorized_keys"],
    },
    {
      who: 'account',
      risk: 'none',
      platform: 'Windows',
      general: true,
      say: 'For members of Administrators the key belongs into the common file, not into the profile.',
      commands: ['notepad C:\\ProgramData\\ssh\\administrators_authorized_keys'],
    },
  ],
  sources: [
    'sshd(8): AUTHORIZED_KEYS FILE FORMAT',
    'sshd_config(5): AuthorizedKeysFile',
    'openssh-portable auth2-pubkey.c',
  ],
};

type Fact = Example['seen'][number];
const deniedAtAuth: Fact = ['symptom', { is: 'auth.denied', stage: 'auth' }];
const deniedByKey: Fact = ['auth.end', { how: 'denied', method: 'publickey' }];
const fingerprint = 'SHA256:Exo2VfNHXSNs0wi8aT8QGCmS6TWDzujrnN6MEoq34OA';
const unlistedKey: Fact = ['auth.listed', { is: 'absent', fingerprint }];
const refusedKey: Fact = [
  'auth.key',
  { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false, type: 'ED25519' },
];
const left: Fact = [
  'sshd.log',
  { message: 'Connection closed by authenticating user alice 198.51.100.7 port 51234 [preauth]' },
];

export const examples: readonly Example[] = [
  {
    name: 'look-alike: the server asks for passwords alone',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.end', { how: 'denied', text: 'eve@web1: Permission denied (password,keyboard-interactive).' }],
    ],
  },
  {
    name: 'the certificate has an option that sshd does not know',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['sshd.log', { message: 'error: Certificate critical option "device-posture@vault.example" is not supported' }],
      ['sshd.log', { message: 'error: Invalid certificate options' }],
    ],
  },
  {
    name: 'Dropbear does not know an option of the line',
    expect: 'confirmed',
    covers: ['server.file', 'auth.key'],
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.end', { how: 'denied', method: 'publickey' }],
      ['auth.key', { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false }],
      ['server.log', { program: 'dropbear', message: 'Bad public key options at /home/alice/.ssh/authorized_keys:1' }],
      [
        'server.log',
        {
          program: 'dropbear',
          message: "Exit before auth from <192.0.2.10:40410>: (user 'alice', 0 fails): Exited normally",
        },
      ],
      ['server.file', { path: '/home/alice', state: 'ok', mode: '0755' }],
    ],
  },
  {
    name: 'look-alike: the same, and the home is open to all',
    expect: 'possible',
    covers: ['server.file', 'auth.key'],
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.end', { how: 'denied', method: 'publickey' }],
      ['auth.key', { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false }],
      ['server.log', { program: 'dropbear', message: 'Bad public key options at /home/bob/.ssh/authorized_keys:1' }],
      ['server.file', { path: '/home/alice', state: 'bad-mode', mode: '0777' }],
    ],
  },
  {
    name: 'nobody keeps a log: no list has the key, and nothing else refuses the account',
    expect: 'confirmed',
    covers: ['server.file', 'server.refusal'],
    seen: [
      deniedAtAuth,
      deniedByKey,
      refusedKey,
      unlistedKey,
      ['hostkey.owner', { is: 'own', fingerprint }],
      ['server.account', { user: 'alice', state: 'ok' }],
      ['server.in-force', { pid: 1, sure: true }],
      ['server.keys', { is: 'none', others: false }],
    ],
  },
  {
    name: 'look-alike: no list has the key, and whether that host is the one that refused it nobody knows',
    expect: 'possible',
    covers: ['server.file', 'server.refusal'],
    seen: [
      deniedAtAuth,
      deniedByKey,
      refusedKey,
      unlistedKey,
      ['server.account', { user: 'alice', state: 'ok' }],
      ['server.in-force', { pid: 1, sure: true }],
      ['server.keys', { is: 'none', others: false }],
    ],
  },
  {
    name: 'the list is a link that leads back to itself',
    expect: 'confirmed',
    covers: ['server.file'],
    seen: [
      deniedAtAuth,
      [
        'sshd.log',
        {
          message:
            "Could not open user 'alice' authorized keys '/home/alice/.ssh/authorized_keys': Too many levels of symbolic links",
        },
      ],
      left,
    ],
  },
  {
    name: 'look-alike: sshd has no descriptor left to open the list with',
    expect: 'possible',
    covers: ['server.file'],
    seen: [
      deniedAtAuth,
      [
        'sshd.log',
        {
          message:
            "Could not open user 'alice' authorized keys '/home/alice/.ssh/authorized_keys': Too many open files",
        },
      ],
      left,
    ],
  },
  {
    name: 'the account is fine, its key file can be read, and the key is turned down',
    expect: 'confirmed',
    seen: [
      deniedAtAuth,
      refusedKey,
      deniedByKey,
      left,
      ['server.keys', { is: 'some', others: false }],
      ['server.file', { path: '/home/alice/.ssh/authorized_keys', state: 'ok', mode: '0600' }],
      unlistedKey,
    ],
  },
  {
    name: 'the key stands on the list as an authority, which signs others and opens nothing itself',
    expect: 'confirmed',
    covers: ['server.file'],
    seen: [
      deniedAtAuth,
      refusedKey,
      deniedByKey,
      left,
      ['server.keys', { is: 'none', because: 'empty', others: true, certificates: true }],
      ['auth.listed', { is: 'barred', fingerprint, bar: 'authority' }],
    ],
  },
  {
    name: 'the certificate is signed by an authority that the server does not know, and the key is not on the list',
    expect: 'confirmed',
    covers: ['server.file'],
    seen: [
      deniedAtAuth,
      refusedKey,
      [
        'auth.key',
        { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false, type: 'ED25519-CERT' },
      ],
      deniedByKey,
      left,
      ['server.keys', { is: 'none', because: 'missing', others: true, certificates: true }],
      unlistedKey,
      ['certificate.authority', { is: 'unknown', signer: 'SHA256:N83ET0NwlsF9VyrtKFiITJY6xwKoXy6kb6S+lLySfvM' }],
    ],
  },
  {
    name: 'look-alike: an authority may have signed what was offered',
    expect: 'possible',
    covers: ['server.file'],
    seen: [
      deniedAtAuth,
      refusedKey,
      [
        'auth.key',
        { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false, type: 'ED25519-CERT' },
      ],
      deniedByKey,
      left,
      ['server.keys', { is: 'none', because: 'missing', others: true, certificates: true }],
      unlistedKey,
    ],
  },
  {
    name: 'the home is open to everybody, sshd does not mind, and the key is not on the list',
    expect: 'confirmed',
    covers: ['server.setting'],
    seen: [
      deniedAtAuth,
      refusedKey,
      deniedByKey,
      left,
      ['server.keys', { is: 'some', others: false }],
      ['server.setting', { keyword: 'strictmodes', value: 'no' }],
      ['server.file', { path: '/home/alice', state: 'bad-mode', mode: '0777' }],
      unlistedKey,
    ],
  },
  {
    name: 'look-alike: the home is open to everybody, and sshd minds that',
    expect: 'possible',
    covers: ['server.setting'],
    seen: [
      deniedAtAuth,
      refusedKey,
      deniedByKey,
      left,
      ['server.keys', { is: 'some', others: false }],
      ['server.setting', { keyword: 'strictmodes', value: 'yes' }],
      ['server.file', { path: '/home/alice', state: 'bad-mode', mode: '0777' }],
      unlistedKey,
    ],
  },
  {
    name: "from the server's end alone: somebody came and left, and there is no list of keys",
    expect: 'confirmed',
    covers: ['server.file'],
    seen: [
      deniedAtAuth,
      left,
      ['sshd.login', { end: 'left', passwords: 0 }],
      ['server.setting', { keyword: 'pubkeyauthentication', value: 'yes' }],
      ['server.keys', { is: 'none', because: 'missing', others: false }],
    ],
  },
  {
    name: 'sshd does not run the command that would name the keys, since it belongs to somebody else',
    expect: 'confirmed',
    covers: ['server.file'],
    seen: [
      deniedAtAuth,
      [
        'sshd.log',
        {
          message:
            'error: Unsafe AuthorizedKeysCommand "/opt/keys/lookup": bad ownership or modes for file /opt/keys/lookup',
        },
      ],
      left,
      ['server.keys', { is: 'none', because: 'empty', others: true }],
    ],
  },
  {
    name: 'look-alike: the command for the keys does not work, and a list has keys as well',
    expect: 'possible',
    covers: ['server.file'],
    seen: [
      deniedAtAuth,
      ['sshd.log', { message: 'error: AuthorizedKeysCommandUser "keyd" not found: Success' }],
      left,
      ['server.keys', { is: 'some', others: true }],
    ],
  },
  {
    name: 'the certificate is good from other addresses alone',
    expect: 'confirmed',
    seen: [
      deniedAtAuth,
      [
        'sshd.log',
        {
          message:
            'cert: Authentication tried for alice with valid certificate but not from a permitted source address (198.51.100.7).',
        },
      ],
    ],
  },
  {
    name: 'the host finds the key too short',
    expect: 'confirmed',
    covers: ['server.file'],
    seen: [deniedAtAuth, ['sshd.log', { message: 'refusing RSA key: Invalid key length' }], left],
  },
  {
    name: 'the unit hides the homes from sshd',
    expect: 'confirmed',
    covers: ['server.file', 'auth.listed'],
    seen: [
      deniedAtAuth,
      refusedKey,
      deniedByKey,
      left,
      ['server.keys', { is: 'some', others: false }],
      ['server.setting', { keyword: 'authorizedkeysfile', value: '.ssh/authorized_keys' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'active', hidesHomes: 'yes' }],
    ],
  },
  {
    name: 'the list of keys is a pipe',
    expect: 'confirmed',
    covers: ['server.file'],
    seen: [
      deniedAtAuth,
      [
        'sshd.log',
        { message: "User 'alice' authorized keys '/home/alice/.ssh/authorized_keys' is not a regular file" },
      ],
      left,
    ],
  },
  {
    name: 'look-alike: no list of keys, and the person typed a wrong password',
    expect: 'possible',
    covers: ['server.file'],
    seen: [
      deniedAtAuth,
      left,
      ['sshd.login', { end: 'left', passwords: 2 }],
      ['server.setting', { keyword: 'pubkeyauthentication', value: 'yes' }],
      ['server.keys', { is: 'none', because: 'missing', others: false }],
    ],
  },
  {
    name: 'look-alike: the key is on the list, and sshd takes no signature of its type',
    expect: 'possible',
    covers: ['server.file'],
    seen: [
      deniedAtAuth,
      refusedKey,
      deniedByKey,
      left,
      ['server.account', { user: 'alice', state: 'ok' }],
      ['server.keys', { is: 'none', because: 'algorithm', others: false }],
      ['auth.listed', { is: 'barred', fingerprint, bar: 'algorithm' }],
    ],
  },
  {
    name: 'look-alike: from the client alone a refused key may be a missing or locked account as well',
    expect: 'possible',
    seen: [deniedAtAuth, refusedKey, ['auth.end', { how: 'denied' }]],
  },
  {
    name: 'a key was accepted',
    expect: 'ruled-out',
    seen: [deniedAtAuth, ['auth.key', { result: 'accepted', source: 'agent', named: false, agent: true }]],
  },
  {
    name: 'it waits behind a port that does not answer',
    expect: 'ruled-out',
    waits: true,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.keys', { is: 'none', because: 'missing', others: false }],
      ['server.setting', { keyword: 'passwordauthentication', value: 'no' }],
    ],
  },
  {
    name: 'look-alike: behind a port that does not answer it stops nobody',
    expect: 'ruled-out',
    waits: false,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.keys', { is: 'none', because: 'missing', others: false }],
      ['server.setting', { keyword: 'passwordauthentication', value: 'yes' }],
    ],
  },
  {
    name: 'look-alike: the key is listed, and sshd takes no signature of its kind',
    expect: 'possible',
    waits: false,
    seen: [
      deniedAtAuth,
      ['server.keys', { is: 'none', because: 'algorithm', others: false }],
      ['auth.listed', { is: 'barred', fingerprint, bar: 'algorithm' }],
      ['client.file', { role: 'identity', path: '.ssh/id_ed25519', state: 'ok', named: true }],
    ],
  },
  {
    name: 'look-alike: MaxAuthTries has ended it before the key that is listed was offered',
    expect: 'possible',
    waits: false,
    seen: [
      deniedAtAuth,
      ['auth.key', { result: 'refused', source: '.ssh/one', named: true, agent: false }],
      ['auth.end', { how: 'too-many', method: 'publickey', unoffered: 2 }],
      ['server.keys', { is: 'some', others: false }],
      unlistedKey,
      ['client.file', { role: 'identity', path: '.ssh/one', state: 'ok', named: true }],
    ],
  },
];
