import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { keyTaken, serverSawLeave, wantsNoKeys } from '../signs.ts';

const asks = ['password', 'keyboard-interactive'];
const noneAsks = all(seen('auth.method'), not(seen('auth.method', { name: asks })));
const asksNobody = seen('auth.end', {
  how: 'denied',
  text: /Permission denied \((?!.*(?:password|keyboard-interactive))/,
});
const keyTrouble = any(
  seen('client.key', { named: true }),
  seen('client.key', { state: ['denied', 'bad-permissions', 'malformed', 'locked', 'not-private', 'mismatch'] }),
);

export const cause: Cause = {
  id: 'auth-method-unavailable',
  stage: 'auth',
  family: 'account',
  who: 'server',
  decidedBy: 'client',
  meaning: 'the server offers no method that the client may use (password off, publickey only, MFA required)',
  title: '{host} accepts no way of logging in that your client can use.',
  sees: 'Permission denied at once, with a short list of methods, and no password prompt.',
  why: `The server admits only some ways to prove who you are: keys only, or a key and then a second factor. Your client has no
    key to offer, or is told not to use the way that is left.`,
  cases: 0,
  requires: symptom('auth.denied', 'auth.failed'),
  proves: any(
    seen('auth.end', { how: 'partial' }),
    seen('auth.end', { how: 'denied', text: /Permission denied \(\)/ }),
    seen('disconnect', { stage: 'auth', text: /no authentication methods enabled/i }),
    // No key went out, and nothing but keys (or what needs a domain) would have been taken.
    all(noneAsks, not(seen('auth.key')), not(keyTrouble), seen('auth.end', { how: ['denied', 'not-tried'] })),
    all(noneAsks, not(seen('auth.method', { name: 'publickey' })), seen('auth.end', { how: ['denied', 'not-tried'] })),
    // Keys are all that is offered, and the client was told to try anything but keys.
    all(
      asksNobody,
      any(
        seen('config.setting', {
          keyword: 'preferredauthentications',
          value: /^(?!.*(?:publickey|hostbased|gssapi))./,
        }),
        seen('config.setting', { keyword: 'pubkeyauthentication', value: /^(?:no|false)$/ }),
      ),
    ),
    // What asks the person is all that is offered, and switched off here.
    all(
      seen('auth.method', { name: ['password', 'keyboard-interactive'] }),
      not(seen('auth.method', { name: 'publickey' })),
      any(
        not(seen('auth.method', { name: 'password' })),
        seen('config.setting', { keyword: 'passwordauthentication', value: 'no' }),
      ),
      any(
        not(seen('auth.method', { name: 'keyboard-interactive' })),
        seen('config.setting', { keyword: /^(?:kbdinteractive|challengeresponse)authentication$/, value: 'no' }),
      ),
      seen('auth.end', { how: ['denied', 'not-tried'] }),
    ),
    // Keys are on the list, switched off, and the person left without a password.
    all(
      serverSawLeave,
      seen('server.keys', { is: 'some' }),
      seen('server.setting', { keyword: 'pubkeyauthentication', value: 'no' }),
    ),
    // A key that the user names is what the user may log in with.
    all(
      seen('client.file', { role: 'identity', named: true, state: 'ok' }),
      seen('auth.method'),
      not(seen('auth.method', { name: 'publickey' })),
      seen('auth.end', { how: 'denied' }),
    ),
  ),
  suggests: [
    // Who has no more than a password finds no use for it here.
    all(asksNobody, seen('server.setting', { keyword: 'passwordauthentication', value: 'no' })),
    all(wantsNoKeys, seen('server.setting', { keyword: 'pubkeyauthentication', value: 'no' })),
    seen('client.agent', { state: ['none', 'unreachable', 'empty'] }),
    // The method that was tried is none of those; a key may have been refused before it.
    seen('auth.end', { how: 'denied', text: /\bBad ?authentication ?type\b/i }),
    seen('config.setting', { keyword: 'pubkeyauthentication', value: /^(no|false)$/ }),
  ],
  // The way was open, and the signature was refused.
  excludes: all(keyTaken, seen('auth.end', { how: 'denied' })),
  stands: all(
    ...['pubkeyauthentication', 'passwordauthentication', 'kbdinteractiveauthentication'].map((keyword) =>
      seen('server.setting', { keyword, value: 'no' }),
    ),
  ),
  lookalikes: [
    {
      cause: 'key-not-accepted',
      difference: 'A key was offered and refused there; here none was, or it was taken and more is wanted.',
    },
    { cause: 'client-key-unusable', difference: 'The key exists, but the client cannot read or unlock it.' },
    {
      cause: 'pubkey-signature-algorithm',
      difference: 'Key login is offered, but not with the signature your key makes.',
    },
  ],
  check: {
    at: 'server',
    what: 'see which ways of logging in are on for this user',
    command: 'sshd -T -C user={user},host=localhost,addr=127.0.0.1 | grep -i authentication',
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'See which keys your ssh can show. Those of an agent count only where SSH_AUTH_SOCK or IdentityAgent leads to it, it is not locked, and IdentitiesOnly is off.',
      commands: ['ssh-add -l', "ssh -G {host} | grep -i '^identit'"],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Make a key if you have none, and give the public half to whoever runs the server.',
      commands: ['ls -l ~/.ssh/*.pub', 'ssh-keygen -t ed25519', 'cat ~/.ssh/id_ed25519.pub'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'If a second factor is wanted, log in from a terminal with prompts allowed.',
      commands: [
        'ssh -o BatchMode=no -o PasswordAuthentication=yes -o KbdInteractiveAuthentication=yes -p {port} {user}@{host}',
      ],
    },
    {
      who: 'server',
      risk: 'reload',
      say: 'From a console: allow passwords for this user alone, until the key is in place.',
      commands: [
        "printf 'Match User {user}\\n  PasswordAuthentication yes\\n' >> /etc/ssh/sshd_config",
        'sshd -t && { systemctl reload ssh || systemctl reload sshd; }',
      ],
      undo: [
        "sed -i '/^Match User {user}$/,+1d' /etc/ssh/sshd_config",
        'systemctl reload ssh || systemctl reload sshd',
      ],
    },
  ],
  sources: [
    'RFC 4252 §5.1',
    'sshd_config(5): AuthenticationMethods, PasswordAuthentication',
    'ssh_config(5): PreferredAuthentications',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'only passwords may be tried, and the server takes keys alone',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['config.setting', { keyword: 'preferredauthentications', value: 'password' }],
      ['auth.method', { name: 'publickey', first: false }],
      ['auth.end', { how: 'denied', text: 'kim@web1: Permission denied (publickey).' }],
    ],
    covers: ['auth.method'],
  },
  {
    name: 'look-alike: the server takes passwords as well',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['config.setting', { keyword: 'preferredauthentications', value: 'password' }],
      ['auth.method', { name: 'publickey', first: false }],
      ['auth.method', { name: 'password', first: false }],
      ['auth.end', { how: 'denied', text: 'kim@web1: Permission denied (publickey,password).' }],
    ],
    covers: ['auth.method'],
  },
  {
    name: 'the server asks questions alone, and this ssh is told to answer none',
    expect: 'confirmed',
    covers: ['auth.method'],
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.method', { name: 'keyboard-interactive', first: true }],
      ['config.setting', { keyword: 'kbdinteractiveauthentication', value: 'no' }],
      ['auth.end', { how: 'denied' }],
    ],
  },
  {
    name: 'look-alike: passwords are switched off here, and the server asks questions as well',
    expect: 'possible',
    covers: ['auth.method', 'config.setting'],
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.method', { name: 'keyboard-interactive', first: true }],
      ['auth.method', { name: 'password', first: true }],
      ['config.setting', { keyword: 'passwordauthentication', value: 'no' }],
      ['auth.end', { how: 'denied' }],
    ],
  },
  {
    name: 'the server takes keys only, and the client has none to offer',
    expect: 'confirmed',
    covers: ['auth.key', 'client.key', 'config.setting'],
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.method', { name: 'publickey', first: true }],
      ['auth.end', { how: 'denied', text: 'alice@web1: Permission denied (publickey).' }],
    ],
  },
  {
    name: 'the key is taken, and a further step is wanted that the client has switched off',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.key', { result: 'accepted', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false }],
      ['auth.end', { how: 'partial', text: 'alice@web1: Permission denied (password).' }],
    ],
  },
  {
    name: "from the server's end alone: keys are on the list, and keys are switched off",
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['sshd.login', { end: 'left', passwords: 0 }],
      ['server.keys', { is: 'some', others: false }],
      ['server.setting', { keyword: 'pubkeyauthentication', value: 'no' }],
    ],
  },
  {
    name: 'look-alike: keys are switched off, and a password was wrong',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['sshd.login', { end: 'left', passwords: 1 }],
      ['server.keys', { is: 'some', others: false }],
      ['server.setting', { keyword: 'pubkeyauthentication', value: 'no' }],
    ],
  },
  {
    name: 'look-alike: a key was offered and refused',
    expect: 'possible',
    covers: ['client.key'],
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.method', { name: 'publickey', first: true }],
      ['auth.key', { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false }],
      ['auth.end', { how: 'denied', text: 'alice@web1: Permission denied (publickey).' }],
    ],
  },
  {
    name: 'closed without an answer is no denial',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'auth.closed', stage: 'auth' }]],
  },
  {
    name: 'the user names a key, and the server takes passwords only',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['client.file', { role: 'identity', path: '/home/alice/.ssh/work', state: 'ok', named: true }],
      ['auth.method', { name: 'password', first: true }],
      ['auth.end', { how: 'denied', text: 'alice@web1: Permission denied (password).' }],
    ],
  },
  {
    name: 'it waits behind a port that does not answer',
    expect: 'ruled-out',
    waits: true,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.setting', { keyword: 'pubkeyauthentication', value: 'no' }],
      ['server.setting', { keyword: 'passwordauthentication', value: 'no' }],
      ['server.setting', { keyword: 'kbdinteractiveauthentication', value: 'no' }],
    ],
  },
  {
    name: 'look-alike: behind a port that does not answer it stops nobody',
    expect: 'ruled-out',
    waits: false,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.setting', { keyword: 'pubkeyauthentication', value: 'no' }],
      ['server.setting', { keyword: 'passwordauthentication', value: 'no' }],
      ['server.setting', { keyword: 'kbdinteractiveauthentication', value: 'yes' }],
    ],
  },
];
