import { all, any, not, seen, stopsAt } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { accountInOrder, endedByStatus, forced, loggedIn, notForced, serverLetIn } from '../signs.ts';

/** Not the words of a shell that refuses by itself. */
const answer = /^(?![\s\S]*(This account is currently not available|There were too many logins))[\s\S]*\S/;

/** A shell cannot run it: in the words of bash and dash, ksh, zsh; a start-up file would be named, or the exec that it is. */
const gone =
  /^(?![\s\S]*(?:\bexec: |rc: line|profile: line|rc:\d|profile:\d|zshenv|bash_env))(?:[\s\S]*: (?:No such file or directory|(?:command )?not found|Permission denied|bad interpreter|cannot execute(?:: required file not found| binary file[^\n]*)?|Exec format error|Is a directory)(?: \[[^\]\n]*\])?|zsh:\d+: (?:no such file or directory|permission denied|command not found|exec format error|bad interpreter): \S+)\s*$/i;
/** What is short makes any command fail, and says so. */
const short =
  /No space left|quota exceeded|Cannot allocate|Cannot fork|Resource temporarily unavailable|Too many open files|Read-only file system|Input\/output error|error while loading shared libraries/i;

const onlyEnds = seen('server.setting', {
  keyword: 'forcecommand',
  value: /^(?:\S*\/(?:false|true|nologin)|exit(?: \d+)?)$/,
});

export const cause: Cause = {
  id: 'force-command',
  stage: 'session',
  family: 'session',
  who: 'server',
  decidedBy: 'server',
  meaning: 'ForceCommand or a command= key ends the session',
  title: '{host} lets you in, but runs a command of its own choice instead of yours.',
  sees: 'The login works; then comes a text that you did not ask for, or nothing, and the session closes.',
  why: 'ForceCommand in sshd_config, or command= before the key in authorized_keys, limits this login to one use: Git, backups, file transfer.',
  cases: 0,
  proves: any(
    // Nothing but an end can come of these.
    all(any(serverLetIn, loggedIn), any(onlyEnds, seen('auth.listed', { is: 'forced', forces: 'an-end' }))),
    seen('session.end', { text: /This service allows sftp connections only/ }),
    all(seen('session.restriction', { what: 'command' }), seen('session.end', { how: 'other-output', text: answer })),
    all(
      seen('sshd.log', { message: /^Starting session: forced-command \((config|key-option)\) / }),
      seen('session.end', { how: 'other-output', text: answer }),
    ),
    seen('sshd.log', { message: /^(error: )?Connection from \S.*: refusing non-sftp session/ }),
    all(
      seen('server.setting', { keyword: 'forcecommand', value: /^(?!none$)./ }),
      seen('session.end', { how: 'other-output', text: answer }),
    ),
    // The client's own command never runs then: it is the other one that ended so, where the shell that runs it is sound.
    all(forced, seen('session.end', { how: 'exited', status: { min: 126, max: 127 }, text: gone }), accountInOrder),
    // No start-up file comes before it that could have ended the shell.
    all(
      endedByStatus,
      forced,
      seen('server.shell-start', { reads: 'nothing' }),
      not(seen('session.end', { text: short })),
    ),
  ),
  suggests: [
    seen('session.restriction', { what: /^(listed-)?command$/ }),
    seen('server.setting', { keyword: 'forcecommand', value: /^(?!none$)./ }),
    // 254 is sshd's own end, of a session that PAM refuses.
    seen('session.end', { how: ['other-output', 'exited'], status: { max: 253 } }),
  ],
  excludes: any(
    stopsAt('config', 'name', 'route', 'tcp', 'identification', 'kex', 'hostkey', 'auth'),
    seen('session.end', { how: 'ran' }),
    // Nothing comes, and nothing else is to come.
    all(seen('session.end', { how: 'silent' }), notForced),
  ),
  explains: ['pty-unavailable'],
  stands: onlyEnds,
  lookalikes: [
    {
      cause: 'shell-exits',
      difference: 'There the shell of the account, or one of its start-up files, ends by itself.',
    },
    { cause: 'shell-rc-output', difference: 'There text comes first, and your command runs after it.' },
  ],
  check: {
    at: 'server',
    what: 'see what is set for this user and key',
    command:
      "sshd -T -C user={user},host={host},addr=127.0.0.1 | grep -i forcecommand; grep -n 'command=' ~{user}/.ssh/authorized_keys",
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'If this login is meant for one use, use it so: git for a Git host, sftp for a file store. For a shell use another key or user.',
      commands: ['sftp -P {port} {user}@{host}', 'ssh -o IdentitiesOnly=yes -i OTHER_KEY -p {port} {user}@{host}'],
    },
    {
      who: 'server',
      risk: 'reload',
      say: 'If it is not meant, remove ForceCommand for this user, or command= before the key.',
      commands: [
        "grep -rniE '^ *(Match|ForceCommand)' /etc/ssh/sshd_config /etc/ssh/sshd_config.d",
        'sshd -t && { systemctl reload ssh || systemctl reload sshd; }',
      ],
    },
  ],
  sources: [
    'sshd_config(5): ForceCommand',
    'sshd(8): AUTHORIZED_KEYS FILE FORMAT',
    'openssh-portable session.c: do_exec',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'the line of the key that was taken names a command that only ends',
    expect: 'confirmed',
    seen: [
      ['auth.end', { how: 'success' }],
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['session.end', { how: 'exited', status: 1 }],
      ['auth.listed', { is: 'forced', fingerprint: 'SHA256:abc', forces: 'an-end' }],
    ],
  },
  {
    name: 'look-alike: it names a command, and what ended may have been the shell before it',
    expect: 'possible',
    seen: [
      ['auth.end', { how: 'success' }],
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['session.end', { how: 'exited', status: 1 }],
      ['auth.listed', { is: 'forced', fingerprint: 'SHA256:abc', forces: 'a-command' }],
    ],
  },
  {
    name: 'the shell finds no program of that name',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      [
        'session.end',
        { how: 'exited', status: 127, text: 'bash: line 1: /usr/local/bin/gate: No such file or directory' },
      ],
      ['server.setting', { keyword: 'forcecommand', value: '/usr/local/bin/gate --log' }],
      ['server.account', { user: 'alice', state: 'ok' }],
    ],
  },
  {
    name: 'a command is set and the session ends, and the shell reads nothing before it',
    expect: 'confirmed',
    covers: ['server.resource', 'server.limit'],
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['hostkey.owner', { is: 'own', fingerprint: 'SHA256:abc' }],
      ['session.end', { how: 'exited', status: 1, unheard: true, text: 'Your account has expired' }],
      ['server.setting', { keyword: 'forcecommand', value: '/usr/local/sbin/licence' }],
      ['server.setting', { keyword: 'chrootdirectory', value: 'none' }],
      ['server.account', { user: 'alice', state: 'ok' }],
      ['server.shell-start', { reads: 'nothing' }],
    ],
  },
  {
    name: 'look-alike: the command finds no room on the disk',
    expect: 'possible',
    covers: ['server.resource', 'server.limit'],
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['hostkey.owner', { is: 'own', fingerprint: 'SHA256:abc' }],
      ['session.end', { how: 'exited', status: 1, unheard: true, text: 'write error: No space left on device' }],
      ['server.setting', { keyword: 'forcecommand', value: '/usr/local/bin/record-session' }],
      ['server.setting', { keyword: 'chrootdirectory', value: 'none' }],
      ['server.account', { user: 'alice', state: 'ok' }],
      ['server.shell-start', { reads: 'nothing' }],
    ],
  },
  {
    name: 'the script that is set wants an interpreter that is not there',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      [
        'session.end',
        {
          how: 'exited',
          status: 127,
          text: 'bash: line 1: /usr/local/bin/record-session: cannot execute: required file not found',
        },
      ],
      ['server.setting', { keyword: 'forcecommand', value: '/usr/local/bin/record-session' }],
      ['server.account', { user: 'alice', state: 'ok' }],
    ],
  },
  {
    name: 'look-alike: a start-up file ends the shell before any command',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['session.end', { how: 'exited', status: 127, text: '/home/alice/.bashrc: line 2: exec: fish: not found' }],
      ['server.setting', { keyword: 'forcecommand', value: '/usr/local/bin/gate' }],
      ['server.account', { user: 'alice', state: 'ok' }],
    ],
  },
  {
    name: 'the server says that only sftp is served',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['session.end', { how: 'other-output', status: 1, text: 'This service allows sftp connections only.' }],
    ],
  },
  {
    name: 'the server told that the key has a command, and another text came than asked for',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      [
        'session.restriction',
        { what: 'command', text: '/home/git/.ssh/authorized_keys:1: key options: command no-pty user-rc' },
      ],
      [
        'session.end',
        { how: 'other-output', status: 0, text: 'Hi there, alice! You have successfully authenticated.' },
      ],
    ],
  },
  {
    name: 'the login works, and ForceCommand is false',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['session.end', { how: 'exited', status: 1 }],
      ['server.setting', { keyword: 'forcecommand', value: '/bin/false' }],
    ],
  },
  {
    name: 'a command is set, and another text came than the one that was asked for',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['session.end', { how: 'other-output', status: 1, text: 'Only deployments run here.' }],
      ['server.setting', { keyword: 'forcecommand', value: '/usr/local/bin/gate' }],
    ],
  },
  {
    name: 'sshd logs that it serves file transfer alone',
    expect: 'confirmed',
    seen: [
      ['sshd.log', { message: 'error: Connection from user alice 198.51.100.7 port 51234: refusing non-sftp session' }],
    ],
  },
  {
    name: 'look-alike: a command is set, and it may well run what the client asks for',
    expect: 'possible',
    seen: [
      ['sshd.login', { end: 'accepted', passwords: 0 }],
      ['server.setting', { keyword: 'forcecommand', value: '/usr/local/bin/record-session' }],
    ],
  },
  {
    name: 'look-alike: another text may be a start-up file that ends the shell',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['session.end', { how: 'other-output', status: 0, text: 'Goodbye' }],
    ],
  },
  {
    name: 'the command ran',
    expect: 'ruled-out',
    seen: [['session.end', { how: 'ran', status: 0 }]],
  },
  {
    name: 'it waits behind a port that does not answer',
    expect: 'ruled-out',
    waits: true,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.setting', { keyword: 'forcecommand', value: '/bin/false' }],
    ],
  },
  {
    name: 'look-alike: behind a port that does not answer it stops nobody',
    expect: 'ruled-out',
    waits: false,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.setting', { keyword: 'forcecommand', value: '/usr/local/bin/menu' }],
    ],
  },
];
