import { all, any, not, seen, stopsAt } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { accountInOrder, endedByStatus, loggedIn, notForced, serverLetIn, shellWanted } from '../signs.ts';

/** Words of ld.so(8) about a file, and none about a limit: of memory, of open files. */
const unlinked =
  /^-?\w*sh: (?:error while loading shared libraries: .*(?:file too short|invalid ELF header|wrong ELF class\S*|No such file or directory)|\S+: version `[^']*' not found .*)\s*$/;

const ofStartUp =
  /^(?:-?bash: )?\S*(?:\.bashrc|\.bash_profile|\.profile|\.zshenv|\/bash\.bashrc|\/etc\/profile\S*|\/zshenv): (?:line )?\d+: (?!.*(?:fork|allocate|Resource temporarily|No space left|quota))[^\n]*\s*$/;

/** Nothing of a limit, and not sshd's own word on a program that it can't start. */
const ofOwnProgram =
  /^(?!\/\S+: (?:No such file or directory|Permission denied)\s*$)(?!.*(?:fork|allocate|out of memory|Resource temporarily|No space left|quota|Too many open files|too many logins|Read-only file system))/is;

export const cause: Cause = {
  id: 'shell-exits',
  stage: 'session',
  family: 'session',
  who: 'account',
  decidedBy: 'both',
  meaning: 'the shell or a start-up file exits at once',
  title: 'The login to {host} works, but the shell of {user} ends at once.',
  sees: 'The session closes right after the login, often with exit status 0 or 1, sometimes with one line of text.',
  why: 'The account has nologin, false or another program for a shell, or a start-up file (~/.bashrc, ~/.profile, /etc/profile) ends the shell.',
  cases: 0,
  proves: any(
    seen('session.end', { how: ['other-output', 'exited', 'closed'], text: /This account is currently not available/ }),
    seen('server.log', { program: 'nologin', message: /^Attempted login by / }),
    // sshd refuses an account whose shell is not there: let in, its shell is one that only ends, such as false.
    all(
      any(serverLetIn, loggedIn),
      seen('server.account', { state: 'bad-shell' }),
      not(seen('server.account', { interpreter: /./ })),
      not(seen('server.account', { shell: 'no-exec' })),
      seen('server.setting', { keyword: 'forcecommand', value: 'none' }),
      seen('server.setting', { keyword: 'chrootdirectory', value: 'none' }),
    ),
    all(any(serverLetIn, loggedIn), seen('server.shell-file', { does: 'ends' })),
    // Nothing but the shell of the account was to run.
    all(endedByStatus, notForced, not(seen('session.end', { text: /\S/ }))),
    // So it was, and all that is heard is what the shell says of a start-up file: it was there, and did not come to the command.
    all(endedByStatus, notForced, seen('session.end', { how: 'exited', text: ofStartUp })),
    // A program of its own in the place of a shell: what is heard comes from it.
    all(
      endedByStatus,
      notForced,
      seen('server.account', { shell: 'unusual' }),
      seen('session.end', { text: ofOwnProgram }),
    ),
    // By this name sshd starts it, and what it is linked with is not as it should be.
    all(
      loggedIn,
      notForced,
      seen('session.end', { how: 'exited', status: 127, unheard: true, text: unlinked }),
      accountInOrder,
      seen('server.setting', { keyword: 'chrootdirectory', value: 'none' }),
    ),
    // A start-up file hands over to a program that is not there.
    seen('session.end', {
      how: 'exited',
      status: { min: 126, max: 127 },
      text: /^(bash: )?\S*(\.bashrc|\.bash_profile|\.profile|\.zshenv|\/bash\.bashrc|\/etc\/profile\S*|\/zshenv): (line )?\d+: /m,
    }),
  ),
  suggests: [
    seen('session.end', { how: 'exited' }),
    // What a server runs instead mostly says so.
    all(seen('session.end', { how: 'exited', status: { max: 253 } }), not(seen('session.end', { text: /\S/ }))),
    seen('session.end', { how: 'other-output', text: /git shell|unrecognized command/i }),
    seen('server.account', { state: 'bad-shell' }),
    seen('server.account', { shell: 'unusual' }),
  ],
  excludes: any(
    stopsAt('config', 'name', 'route', 'tcp', 'identification', 'kex', 'hostkey', 'auth'),
    seen('session.end', { how: ['ran', 'silent'] }),
  ),
  stands: all(seen('server.account', { state: 'bad-shell', shell: 'ends' }), shellWanted),
  lookalikes: [
    { cause: 'force-command', difference: 'There the server runs a command of its own choice; the shell is sound.' },
    { cause: 'session-limit', difference: 'There the text speaks of too many logins, or the log of a limit.' },
    {
      cause: 'invalid-shell',
      difference: 'There sshd itself refuses the account, and the client sees Permission denied.',
    },
  ],
  check: {
    at: 'server',
    what: 'see the shell of the account and start it by hand',
    command: "getent passwd {user}; su -l {user} -c 'echo works'; su -s /bin/sh {user} -c 'echo works'",
  },
  fix: [
    {
      who: 'account',
      risk: 'none',
      say: 'Go in past the start-up files, then take the line out that ends the shell.',
      commands: [
        "ssh -t -p {port} {user}@{host} 'bash --noprofile --norc'",
        "printf 'rename .bashrc .bashrc.off\\n' | sftp -b - -P {port} {user}@{host}",
      ],
      undo: ["printf 'rename .bashrc.off .bashrc\\n' | sftp -b - -P {port} {user}@{host}"],
    },
    {
      who: 'server',
      risk: 'none',
      say: 'If the account is meant for people, give it a shell. For accounts of services and of Git this end is wanted.',
      commands: ['getent passwd {user}', 'usermod -s /bin/bash {user}'],
      undo: ['usermod -s /usr/sbin/nologin {user}'],
    },
  ],
  sources: ['nologin(8)', 'passwd(5)', 'bash(1): INVOCATION'],
};

/** A login to this very server, where sshd runs nothing in the place of the account's shell. */
const shellAlone: Example['seen'] = [
  ['symptom', { is: 'session.failed', stage: 'session' }],
  ['auth.end', { how: 'success', method: 'publickey' }],
  ['hostkey.owner', { is: 'own', fingerprint: 'SHA256:abc' }],
  ['server.keys', { is: 'some', others: false }],
  ['server.setting', { keyword: 'forcecommand', value: 'none' }],
  ['server.setting', { keyword: 'chrootdirectory', value: 'none' }],
];

export const examples: readonly Example[] = [
  {
    name: 'look-alike: the shell lies where nothing may be run, so it never started',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.closed', stage: 'session' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['session.end', { how: 'exited', status: 1, text: '/home/alice/bin/bash: Permission denied' }],
      ['server.account', { user: 'alice', state: 'bad-shell', shell: 'no-exec' }],
      ['server.setting', { keyword: 'forcecommand', value: 'none' }],
      ['server.setting', { keyword: 'chrootdirectory', value: 'none' }],
    ],
  },
  {
    name: 'the shell is nologin, and it says so',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['session.end', { how: 'other-output', status: 1, text: 'This account is currently not available.' }],
    ],
  },
  {
    name: "from the server's end alone: let in, and the shell is false",
    expect: 'confirmed',
    seen: [
      ['sshd.login', { end: 'accepted', passwords: 0 }],
      ['server.account', { user: 'alice', state: 'bad-shell' }],
      ['server.setting', { keyword: 'forcecommand', value: 'none' }],
      ['server.setting', { keyword: 'chrootdirectory', value: 'none' }],
    ],
  },
  {
    name: 'the session ends, and .bashrc has a line that ends it in any case',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['session.end', { how: 'exited', status: 1 }],
      ['server.shell-file', { path: '.bashrc', line: 1, does: 'ends' }],
    ],
  },
  {
    name: 'the shell of the account ends without a word, and the server runs nothing in its place',
    expect: 'confirmed',
    covers: ['server.resource', 'server.limit', 'auth.listed', 'session.restriction'],
    seen: [
      ...shellAlone,
      ['session.end', { how: 'exited', status: 1, unheard: true }],
      ['server.account', { user: 'alice', state: 'ok' }],
    ],
  },
  {
    name: 'the same of an account that has keys alone: its password is locked, and PAM does not mind',
    expect: 'confirmed',
    covers: ['server.resource', 'server.limit', 'auth.listed', 'session.restriction', 'server.account'],
    seen: [
      ...shellAlone,
      ['session.end', { how: 'exited', status: 1, unheard: true }],
      ['server.account', { user: 'alice', state: 'locked' }],
      ['server.setting', { keyword: 'usepam', value: 'yes' }],
    ],
  },
  {
    name: 'look-alike: the same, and the account has ended as well',
    expect: 'possible',
    covers: ['server.resource', 'server.limit', 'auth.listed', 'session.restriction', 'server.account'],
    seen: [
      ...shellAlone,
      ['session.end', { how: 'exited', status: 1, unheard: true }],
      ['server.account', { user: 'alice', state: 'locked' }],
      ['server.account', { user: 'alice', state: 'expired' }],
      ['server.setting', { keyword: 'usepam', value: 'yes' }],
    ],
  },
  {
    name: 'all that it says is of a line of .bashrc, and then it ends',
    expect: 'confirmed',
    covers: ['server.resource', 'server.limit', 'auth.listed', 'session.restriction', 'server.shell-file'],
    seen: [
      ...shellAlone,
      [
        'session.end',
        {
          how: 'exited',
          status: 1,
          unheard: true,
          text: '/home/alice/.bashrc: line 2: /opt/sdk/env.sh: No such file or directory',
        },
      ],
      ['server.account', { user: 'alice', state: 'ok' }],
    ],
  },
  {
    name: 'the shell is a menu, which takes no command',
    expect: 'confirmed',
    covers: ['server.resource', 'server.limit', 'auth.listed', 'session.restriction', 'server.shell-file'],
    seen: [
      ...shellAlone,
      ['session.end', { how: 'other-output', status: 1, unheard: true, text: '1 backup  2 restore\nno such choice' }],
      ['server.account', { user: 'alice', state: 'ok', shell: 'unusual' }],
    ],
  },
  {
    name: 'look-alike: the menu finds no room on the disk',
    expect: 'possible',
    covers: ['server.resource', 'server.limit', 'auth.listed', 'session.restriction', 'server.shell-file'],
    seen: [
      ...shellAlone,
      [
        'session.end',
        { how: 'other-output', status: 1, unheard: true, text: 'menu: /var/log/menu: No space left on device' },
      ],
      ['server.account', { user: 'alice', state: 'ok', shell: 'unusual' }],
    ],
  },
  {
    name: 'look-alike: sshd itself says that it can not start the program',
    expect: 'possible',
    covers: ['server.resource', 'server.limit', 'auth.listed', 'session.restriction', 'server.shell-file'],
    seen: [
      ...shellAlone,
      [
        'session.end',
        { how: 'other-output', status: 1, unheard: true, text: '/usr/local/bin/menu: No such file or directory' },
      ],
      ['server.account', { user: 'alice', state: 'ok', shell: 'unusual' }],
    ],
  },
  {
    name: 'look-alike: .bashrc finds that the host can start no process',
    expect: 'possible',
    covers: ['server.resource', 'server.limit', 'auth.listed', 'session.restriction', 'server.shell-file'],
    seen: [
      ...shellAlone,
      [
        'session.end',
        {
          how: 'exited',
          status: 1,
          unheard: true,
          text: '/home/alice/.bashrc: line 2: fork: Resource temporarily unavailable',
        },
      ],
      ['server.account', { user: 'alice', state: 'ok' }],
    ],
  },
  {
    name: 'it ends with the status of a refused session, and PAM has closed the session',
    expect: 'confirmed',
    covers: ['server.resource', 'server.limit', 'auth.listed', 'session.restriction'],
    seen: [
      ...shellAlone,
      ['session.end', { how: 'exited', status: 254, unheard: true }],
      ['sshd.login', { end: 'accepted', passwords: 0, session: 'closed' }],
      ['server.account', { user: 'alice', state: 'ok' }],
    ],
  },
  {
    name: 'look-alike: with that status PAM may have refused the session',
    expect: 'possible',
    covers: ['server.resource', 'server.limit', 'auth.listed', 'session.restriction'],
    seen: [
      ...shellAlone,
      ['session.end', { how: 'exited', status: 254, unheard: true }],
      ['sshd.login', { end: 'accepted', passwords: 0 }],
      ['server.account', { user: 'alice', state: 'ok' }],
    ],
  },
  {
    name: 'look-alike: the command that a person asked for may have ended so',
    expect: 'possible',
    covers: ['server.resource', 'server.limit', 'auth.listed', 'session.restriction'],
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['session.end', { how: 'exited', status: 1 }],
      ['server.account', { user: 'alice', state: 'ok' }],
      ['server.keys', { is: 'some', others: false }],
      ['server.setting', { keyword: 'forcecommand', value: 'none' }],
      ['server.setting', { keyword: 'chrootdirectory', value: 'none' }],
    ],
  },
  {
    name: 'the shell finds a library that is no library',
    expect: 'confirmed',
    covers: ['auth.listed', 'session.restriction'],
    seen: [
      ...shellAlone,
      [
        'session.end',
        {
          how: 'exited',
          status: 127,
          unheard: true,
          text: 'bash: error while loading shared libraries: /opt/vendor/lib/libc.so.6: file too short',
        },
      ],
      ['server.account', { user: 'alice', state: 'ok' }],
    ],
  },
  {
    name: 'look-alike: the shell is nologin, and file transfer alone is served, which needs none',
    expect: 'possible',
    seen: [
      ['sshd.login', { end: 'accepted', passwords: 0 }],
      ['server.account', { user: 'alice', state: 'bad-shell' }],
      ['server.setting', { keyword: 'forcecommand', value: 'internal-sftp' }],
      ['server.setting', { keyword: 'chrootdirectory', value: '/srv/%u' }],
    ],
  },
  {
    name: 'look-alike: an end without a word may be a command set on the server',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['session.end', { how: 'exited', status: 0 }],
    ],
  },
  {
    name: 'a command ran',
    expect: 'ruled-out',
    seen: [['session.end', { how: 'ran', status: 0 }]],
  },
  {
    name: '.bashrc hands over to a shell that is not there',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      [
        'session.end',
        { how: 'exited', status: 127, text: '/home/alice/.bashrc: line 1: /usr/bin/fish: No such file or directory' },
      ],
    ],
  },
  {
    name: 'it waits behind a port that does not answer',
    expect: 'ruled-out',
    waits: true,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.account', { user: 'alice', state: 'bad-shell', shell: 'ends' }],
      ['server.setting', { keyword: 'forcecommand', value: 'none' }],
    ],
  },
  {
    name: 'look-alike: behind a port that does not answer it stops nobody',
    expect: 'ruled-out',
    waits: false,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.account', { user: 'alice', state: 'bad-shell', shell: 'ends' }],
      ['server.setting', { keyword: 'forcecommand', value: 'internal-sftp' }],
    ],
  },
];
