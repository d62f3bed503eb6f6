import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';
import { endsBeforeMethods, loggedIn, onlyKeysRefused } from '../signs.ts';

const lists =
  /^User .+ not allowed because (listed in DenyUsers|not listed in AllowUsers|not in any group|a group is listed in DenyGroups|none of user's groups are listed in AllowGroups)/;

const root = seen('config.setting', { keyword: 'user', value: 'root' });
const dialsRoot = any(root, seen('client.target', { user: 'root' }));
const notRoot = any(
  seen('config.setting', { keyword: 'user', value: /^(?!root$)/ }),
  seen('client.target', { user: /^(?!root$)/ }),
);

export const cause: Cause = {
  id: 'sshd-policy-denies-user',
  stage: 'auth',
  family: 'account',
  who: 'server',
  decidedBy: 'server',
  meaning: 'AllowUsers, DenyUsers, AllowGroups, DenyGroups, PermitRootLogin or a Match block refuses this user',
  title: 'The settings of sshd on {host} do not allow {user} to log in, whatever the key or password.',
  sees: 'Permission denied with any key and any password, exactly as for a wrong one.',
  why: `sshd lets in only the users and groups on its lists. When several lists are set, the user must pass all of them. For root there
    is a switch of its own (PermitRootLogin). A refused user is led on as if the password were wrong.`,
  cases: 2,
  behind: { 'auth.denied': 1 },
  requires: any(
    symptom(
      'auth.denied',
      'auth.failed',
      'auth.closed',
      'auth.reset',
      'session.closed',
      'session.reset',
      'session.failed',
    ),
    all(not(seen('symptom')), seen('auth.end', { how: 'denied' })),
  ),
  proves: any(
    seen('sshd.log', { message: lists }),
    seen('sshd.log', { message: /^ROOT LOGIN REFUSED FROM / }),
    seen('server.log', {
      program: 'dropbear',
      message:
        /^root login rejected$|^User '.+' isn't in allowed group|^Logins are restricted to the group \S+ but user '/,
    }),
    seen('sshd.log', { message: /^(fatal: )?administratively prohibited connection for / }),
    // RefuseConnection (9.9) ends the connection of whoever it is in force for.
    all(symptom('auth.closed', 'auth.reset'), seen('server.setting', { keyword: 'refuseconnection', value: 'yes' })),
    // Only for root does sshd look at a list after it has taken the key and seen a right signature.
    all(
      symptom('auth.denied'),
      root,
      seen('identification.version', { software: /^OpenSSH_/ }),
      // The signature of a token lacks a touch or a PIN at times.
      seen('auth.key', { result: 'signature-refused', type: /^(ED25519|ECDSA|RSA|DSA)$/ }),
      not(seen('client.key', { state: 'mismatch' })),
    ),
  ),
  suggests: [
    // Only for root is a good key taken first and the login refused after.
    all(seen('auth.key', { result: 'signature-refused' }), seen('auth.end', { how: 'denied' })),
    all(root, symptom('auth.denied')),
    // A password is asked for, and PermitRootLogin takes none by default.
    all(
      dialsRoot,
      symptom('auth.denied'),
      any(
        seen('auth.method', { name: ['password', 'keyboard-interactive'] }),
        seen('auth.end', { how: 'denied', method: 'password' }),
      ),
    ),
    // A Match block may say otherwise of some.
    all(dialsRoot, symptom('auth.denied'), seen('server.setting', { keyword: 'permitrootlogin', value: 'no' })),
    all(dialsRoot, seen('server.setting', { keyword: 'permitrootlogin', value: 'no' })),
    all(
      dialsRoot,
      seen('auth.end', { how: 'denied', method: 'password' }),
      seen('server.setting', { keyword: 'permitrootlogin', value: /^(?:prohibit|without)-password$/ }),
    ),
    // Of root with a key it asks last whether the line of the key has a command, when the client may have heard of its success.
    all(root, seen('auth.key', { result: 'accepted' })),
    all(root, symptom('auth.closed', 'auth.reset', 'session.closed', 'session.reset')),
    seen('server.setting', { keyword: /^(allow|deny)(users|groups)$/ }),
    // A server of Tailscale says that its own list keeps this user out.
    seen('auth.banner', { text: /policy does not permit you to SSH/ }),
    onlyKeysRefused,
    all(onlyKeysRefused, seen('auth.key', { result: 'refused', named: true })),
    endsBeforeMethods,
  ],
  // For anybody but root sshd takes no key of a user who is on no list; for root it asks after the key whether its line has a command.
  excludes: any(
    all(seen('auth.key', { result: 'accepted' }), seen('auth.end', { how: ['closed', 'reset', 'partial'] }), notRoot),
    all(loggedIn, notRoot),
  ),
  stands: seen('server.refusal'),
  lookalikes: [
    {
      cause: 'key-not-accepted',
      difference: 'Another user with the same kind of key works there too; the log has no "not allowed because".',
    },
    { cause: 'user-does-not-exist', difference: 'The log says "Invalid user" and gives no reason.' },
    { cause: 'invalid-shell', difference: 'The log says "not allowed because shell".' },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'server',
      risk: 'none',
      say: 'See what is in force for this user, and in which groups the user is.',
      commands: [
        'sshd -T -C user={user},host=localhost,addr=127.0.0.1 | grep -i -e allow -e deny -e permitroot',
        'id {user}',
      ],
    },
    {
      who: 'server',
      risk: 'reload',
      say: 'Add the user to the group or list that sshd asks for, here by the example of an AllowGroups group.',
      commands: ['usermod -aG GROUP {user}', 'sshd -t && { systemctl reload ssh || systemctl reload sshd; }'],
      undo: ['gpasswd -d {user} GROUP'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'If root is refused, log in as an ordinary user and become root there.',
      commands: ['ssh -p {port} YOUR_USER@{host}', 'sudo -i'],
    },
  ],
  sources: [
    'sshd_config(5): AllowUsers, AllowGroups, PermitRootLogin, RefuseConnection',
    'openssh-portable auth.c: allowed_user',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'root dials, and the settings in force let no root in',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['client.target', { host: 'web1', user: 'root' }],
      ['auth.end', { how: 'denied', method: 'password' }],
      ['server.setting', { keyword: 'permitrootlogin', value: 'no' }],
    ],
  },
  {
    name: 'RefuseConnection is in force for the user, and the connection ends',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['auth.end', { how: 'closed' }],
      ['server.setting', { keyword: 'refuseconnection', value: 'yes', file: '/etc/ssh/sshd_config', line: 90 }],
    ],
  },
  {
    name: 'the user is not on the list of AllowUsers',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.end', { how: 'denied' }],
      ['sshd.log', { message: 'User alice from 198.51.100.7 not allowed because not listed in AllowUsers' }],
    ],
  },
  {
    name: 'root is refused after a good key',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.key', { result: 'accepted', source: '/root/.ssh/id_ed25519', named: true, agent: false }],
      ['auth.end', { how: 'denied' }],
      ['sshd.log', { message: 'ROOT LOGIN REFUSED FROM 198.51.100.7 port 45974 [preauth]' }],
    ],
  },
  {
    name: 'look-alike: a denial seen from the client alone',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.key', { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false }],
      ['auth.end', { how: 'denied' }],
    ],
  },
  {
    name: 'root may run forced commands alone, and its key has none: sshd ends the connection behind the key',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['config.setting', { keyword: 'user', value: 'root' }],
      ['auth.key', { result: 'accepted', source: '/root/.ssh/id_ed25519', named: true, agent: false }],
      ['auth.end', { how: 'closed', method: 'publickey', afterMs: 30 }],
      ['sshd.log', { message: 'ROOT LOGIN REFUSED FROM 198.51.100.7 port 45974' }],
    ],
  },
  {
    name: 'the same, and the client hears of its success before sshd ends',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.closed', stage: 'session' }],
      ['config.setting', { keyword: 'user', value: 'root' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['sshd.log', { message: 'ROOT LOGIN REFUSED FROM 198.51.100.7 port 45974' }],
    ],
  },
  {
    name: 'look-alike: the key of root was taken, and the connection closed, without a word why',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['config.setting', { keyword: 'user', value: 'root' }],
      ['auth.key', { result: 'accepted', source: '/root/.ssh/id_ed25519', named: true, agent: false }],
      ['auth.end', { how: 'closed', method: 'publickey', afterMs: 30 }],
    ],
  },
  {
    name: 'look-alike: the key was taken, then PAM closed the connection',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['config.setting', { keyword: 'user', value: 'alice' }],
      ['auth.key', { result: 'accepted', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false }],
      ['auth.end', { how: 'closed', method: 'publickey', afterMs: 40 }],
    ],
  },
  {
    name: 'the right signature of root is refused',
    expect: 'confirmed',
    covers: ['client.key'],
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['config.setting', { keyword: 'user', value: 'root' }],
      ['identification.version', { protocol: '2.0', software: 'OpenSSH_9.2p1', comments: 'Debian-2' }],
      [
        'auth.key',
        { result: 'accepted', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false, type: 'ED25519' },
      ],
      [
        'auth.key',
        {
          result: 'signature-refused',
          source: '/home/alice/.ssh/id_ed25519',
          named: true,
          agent: false,
          type: 'ED25519',
        },
      ],
      ['auth.end', { how: 'denied', method: 'publickey' }],
    ],
  },
  {
    name: 'look-alike: the key of root was taken, and its private half is another',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['config.setting', { keyword: 'user', value: 'root' }],
      ['identification.version', { protocol: '2.0', software: 'OpenSSH_9.2p1', comments: 'Debian-2' }],
      ['client.key', { path: '/home/alice/.ssh/id_ed25519', state: 'mismatch', named: true }],
      [
        'auth.key',
        { result: 'accepted', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false, type: 'ED25519' },
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
      ['server.refusal', { keyword: 'allowusers' }],
      ['server.setting', { keyword: 'allowusers', value: 'bob' }],
    ],
  },
  {
    name: 'look-alike: behind a port that does not answer it stops nobody',
    expect: 'ruled-out',
    waits: false,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.setting', { keyword: 'allowusers', value: 'alice' }],
    ],
  },
];
