import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';
import { accountRefused, endsBeforeMethods, loggedIn, notForced, onlyKeysRefused, shellWanted } from '../signs.ts';

/** sshd itself says so, in one line and with status 1, of a shell that the account may not run or that is not there (session.c). */
const refusal = /^\/\S*\/(?:ba|da|z|k|mk|fi|c|tc|pdk)?sh: (?:No such file or directory|Permission denied)\s*$/;
const shellRefused = seen('session.end', { how: 'exited', status: 1, text: refusal });

export const cause: Cause = {
  id: 'invalid-shell',
  stage: 'session',
  family: 'session',
  who: 'account',
  decidedBy: 'server',
  meaning: 'the login shell does not exist or is not allowed',
  title:
    'The login shell of {user} on {host} cannot be started or is not allowed, so the server lets no session begin.',
  sees: 'Permission denied with a key or password that is right.',
  why: 'The account names a shell that was removed, moved or never installed, or that is not in /etc/shells. sshd then treats the account as if it did not exist.',
  cases: 4,
  behind: { 'auth.denied': 2, 'auth.closed': 2, 'auth.reset': 2, 'session.closed': 2 },
  // sshd refuses the account; without that check, or by PAM, the connection is closed after the login.
  requires: symptom(
    'auth.denied',
    'auth.closed',
    'auth.reset',
    'auth.failed',
    'session.closed',
    'session.reset',
    'session.denied',
    'session.failed',
  ),
  proves: any(
    seen('sshd.log', {
      message: /^User \S+ (from \S+ )?not allowed because shell .{1,256} (does not exist|is not executable)/,
    }),
    seen('sshd.log', { message: /^User '[^']*' has invalid shell, rejected/ }),
    // With pam_shells(8) in the account phase.
    all(seen('sshd.log', { message: /^pam_shells\(sshd:account\): User has an invalid shell / }), accountRefused),
    seen('server.log', { program: /^dropbear/, message: /^User '[^']*' has invalid shell, rejected/ }),
    // Its unit hides the shell from sshd, which lets nobody in whose shell it cannot run. Her key is on the list.
    all(
      onlyKeysRefused,
      seen('auth.listed', { is: 'listed' }),
      seen('hostkey.owner', { is: 'own' }),
      seen('server.unit', { unit: /^sshd?\.service$/, active: 'active', hidesShell: /./ }),
      not(seen('server.refusal')),
      shellWanted,
    ),
    // Of a login that it locks into a directory sshd asks for no shell first, and says itself that it cannot start it. So it does of
    // a script whose interpreter is missing: the script it has found.
    all(
      loggedIn,
      any(
        seen('server.account', { state: 'bad-shell', inside: /./ }),
        seen('server.account', { state: 'bad-shell', interpreter: /./ }),
        seen('server.account', { state: 'bad-shell', shell: 'no-exec' }),
      ),
      seen('session.end', {
        how: 'exited',
        status: 1,
        text: /^\/\S+: (?:No such file or directory|Permission denied)\s*$/,
      }),
    ),
    // The shell is there for root, who looks; a folder above it may be closed to her.
    all(loggedIn, notForced, shellRefused),
  ),
  suggests: [
    // What an interactive ssh shows of it tells no status.
    seen('session.end', { how: 'exited', text: refusal }),
    all(shellRefused, notForced),
    seen('server.account', { state: 'bad-shell' }),
    seen('server.log', { message: /pam_shells/ }),
    seen('session.end', { status: 127 }),
    onlyKeysRefused,
  ],
  excludes: any(seen('session.end', { how: 'ran' }), endsBeforeMethods),
  stands: all(seen('server.account', { state: 'bad-shell', shell: 'cannot-run' }), shellWanted),
  lookalikes: [
    { cause: 'key-not-accepted', difference: 'The client sees the same; only the log of the server names the shell.' },
    { cause: 'shell-exits', difference: 'The shell exists and starts, and it ends at once; the login itself works.' },
    { cause: 'user-does-not-exist', difference: 'There the account is missing, not its shell.' },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'server',
      risk: 'none',
      general: true,
      say: 'See which shell the account has, and give it one that exists.',
      commands: ['getent passwd {user}; cat /etc/shells', 'usermod -s /bin/sh {user}'],
      undo: ['usermod -s OLD_SHELL {user}'],
    },
    {
      who: 'server',
      risk: 'none',
      general: true,
      say: 'Or install the missing shell, and list it in /etc/shells if PAM asks for that.',
      commands: ['command -v SHELL', 'grep -qx /usr/bin/SHELL /etc/shells || echo /usr/bin/SHELL >> /etc/shells'],
    },
  ],
  sources: ['passwd(5)', 'shells(5)', 'openssh-portable auth.c: allowed_user'],
};

export const examples: readonly Example[] = [
  {
    name: 'sshd says that the account may not run the shell, and nothing but the shell was to run',
    expect: 'confirmed',
    covers: ['session.restriction', 'server.setting', 'auth.listed'],
    seen: [
      ['symptom', { is: 'session.closed', stage: 'session' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['session.end', { how: 'exited', status: 1, text: '/bin/bash: Permission denied' }],
      ['hostkey.owner', { is: 'own', fingerprint: 'SHA256:abc' }],
      ['server.setting', { keyword: 'forcecommand', value: 'none' }],
      ['server.keys', { is: 'some', others: false }],
    ],
  },
  {
    name: 'look-alike: it says so, and whether a program of the server ran instead is not known',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.closed', stage: 'session' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['session.end', { how: 'exited', status: 1, text: '/bin/bash: Permission denied' }],
    ],
  },
  {
    name: 'the unit of sshd takes the shell away from it, and the key is listed',
    expect: 'confirmed',
    covers: ['server.unit', 'server.refusal', 'server.setting', 'auth.key'],
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.end', { how: 'denied', method: 'publickey' }],
      ['auth.key', { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false }],
      ['auth.listed', { is: 'listed', fingerprint: 'SHA256:abc' }],
      ['hostkey.owner', { is: 'own', fingerprint: 'SHA256:abc' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'active', hidesShell: '/usr/bin/bash' }],
    ],
  },
  {
    name: 'look-alike: it does so, and the key is on no list',
    expect: 'possible',
    covers: ['server.unit', 'server.refusal', 'server.setting', 'auth.key'],
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.end', { how: 'denied', method: 'publickey' }],
      ['auth.key', { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false }],
      ['auth.listed', { is: 'absent', fingerprint: 'SHA256:abc' }],
      ['hostkey.owner', { is: 'own', fingerprint: 'SHA256:abc' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'active', hidesShell: '/usr/bin/bash' }],
    ],
  },
  {
    name: 'the shell has its mode, and lies on a file system that nothing may be run from',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.closed', stage: 'session' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['session.end', { how: 'exited', status: 1, text: '/home/alice/bin/bash: Permission denied' }],
      ['server.account', { user: 'alice', state: 'bad-shell', shell: 'no-exec' }],
    ],
  },
  {
    name: 'look-alike: what ends is the forced command, in its own words',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.closed', stage: 'session' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['session.end', { how: 'exited', status: 1, text: 'no ticket for alice' }],
      ['server.account', { user: 'alice', state: 'bad-shell', shell: 'no-exec' }],
    ],
  },
  {
    name: 'pam_shells does not find the shell in its list',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['sshd.log', { message: "pam_shells(sshd:account): User has an invalid shell '/usr/local/bin/bash'" }],
      ['sshd.log', { message: 'fatal: Access denied for user alice by PAM account configuration [preauth]' }],
    ],
  },
  {
    name: 'the login is locked into a directory, and no shell is in it',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['session.end', { how: 'exited', status: 1, text: '/bin/bash: No such file or directory' }],
      ['server.account', { user: 'alice', state: 'bad-shell', inside: '/srv/jail' }],
    ],
  },
  {
    name: 'the shell is a script, and what should run it is not there',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['session.end', { how: 'exited', status: 1, text: '/bin/bash: No such file or directory' }],
      ['server.account', { user: 'alice', state: 'bad-shell', interpreter: '/bin/sh?' }],
    ],
  },
  {
    name: 'look-alike: the same words, and the shell is there',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['session.end', { how: 'exited', status: 127, text: '/bin/tool: No such file or directory' }],
      ['server.account', { user: 'alice', state: 'ok' }],
    ],
  },
  {
    name: 'look-alike: another module of PAM refuses',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['sshd.log', { message: 'fatal: Access denied for user alice by PAM account configuration [preauth]' }],
    ],
  },
  {
    name: 'the log names the shell',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['sshd.log', { message: 'User alice from 198.51.100.7 not allowed because shell /usr/bin/fish does not exist' }],
    ],
  },
  {
    name: 'look-alike: a refused login that says nothing of the shell',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.end', { how: 'denied', method: 'publickey' }],
    ],
  },
  {
    name: 'a command ran',
    expect: 'ruled-out',
    seen: [['session.end', { how: 'ran', status: 0 }]],
  },
  {
    name: 'it waits behind a port that does not answer',
    expect: 'ruled-out',
    waits: true,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.account', { user: 'alice', state: 'bad-shell', shell: 'cannot-run' }],
      ['server.setting', { keyword: 'chrootdirectory', value: 'none' }],
    ],
  },
  {
    name: 'look-alike: behind a port that does not answer it stops nobody',
    expect: 'ruled-out',
    waits: false,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.account', { user: 'alice', state: 'bad-shell', shell: 'cannot-run' }],
      ['server.setting', { keyword: 'chrootdirectory', value: '/srv/jail' }],
    ],
  },
];
