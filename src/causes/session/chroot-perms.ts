import { all, any, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';

const refused = seen('server.chroot', { state: ['bad-owner', 'bad-mode', 'missing'] });

export const cause: Cause = {
  id: 'chroot-perms',
  stage: 'session',
  family: 'session',
  who: 'server',
  decidedBy: 'server',
  meaning: 'ChrootDirectory has an owner or mode that sshd refuses',
  title:
    'sshd on {host} ends your session: the directory that it locks you into is not there, or has a wrong owner or mode.',
  sees: 'The login works, then the connection breaks at once: Connection reset, Broken pipe or closed by remote host.',
  why: 'Each part of the path in ChrootDirectory must belong to root, and nobody else may write there. Often the home directory itself was named.',
  cases: 4,
  behind: { 'session.closed': 4, 'session.reset': 1 },
  requires: symptom('session.closed', 'session.reset', 'session.failed', 'session.denied', 'auth.closed', 'auth.reset'),
  proves: any(
    seen('sshd.log', {
      message:
        /^(fatal: )?(safely_chroot: )?(bad ownership or modes for chroot directory |stat\("\/.*"\): No such file or directory|chroot path .* is not a directory)/,
    }),
    // sshd ends each session of this user at it.
    all(refused, symptom('session.closed', 'session.reset')),
  ),
  suggests: [
    refused,
    all(refused, seen('server.setting', { keyword: 'chrootdirectory', value: /^(?!none$)./ })),
    seen('server.setting', { keyword: 'chrootdirectory', value: /^(?!none$)./ }),
    all(symptom('session.reset', 'session.closed'), seen('session.end', { afterMs: { max: 2000 } })),
  ],
  excludes: any(
    seen('session.end', { how: ['ran', 'other-output'] }),
    // sshd changes its root when the login is done, and ends at once when it may not.
    any(seen('auth.end', { how: ['closed', 'reset'] }), seen('session.end', { status: { max: 254 } })),
  ),
  stands: refused,
  lookalikes: [
    {
      cause: 'shell-exits',
      difference: 'There the session ends in good order with an exit status; here the connection breaks.',
    },
    { cause: 'sshd-crash', difference: 'There a process of sshd dies by a signal.' },
    {
      cause: 'home-perms-strictmodes',
      difference: 'There the key is refused before the login, since the home directory is open to others.',
    },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'server',
      risk: 'none',
      say: 'Give the directory and all above it to root; let the user write in a directory below. New logins work at once.',
      commands: [
        'sshd -T -C user={user},host={host},addr=127.0.0.1 | grep -i chrootdirectory',
        'namei -l DIRECTORY',
        'chown root:root DIRECTORY && chmod 755 DIRECTORY',
        'install -d -o {user} -m 0755 DIRECTORY/files',
      ],
      undo: ['chown {user} DIRECTORY'],
    },
  ],
  sources: ['sshd_config(5): ChrootDirectory', 'openssh-portable session.c: safely_chroot'],
};

export const examples: readonly Example[] = [
  {
    name: 'the log names the directory',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.reset', stage: 'session' }],
      ['session.end', { how: 'reset', afterMs: 40 }],
      ['sshd.log', { message: 'fatal: bad ownership or modes for chroot directory "/home/alice"' }],
    ],
  },
  {
    name: 'the directory of the setting for this user belongs to the user',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.closed', stage: 'session' }],
      ['server.chroot', { path: '/home/alice', state: 'bad-owner', mode: '0750' }],
    ],
  },
  {
    name: 'look-alike: a home that belongs to its user, into which nobody is locked',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.closed', stage: 'session' }],
      ['server.file', { path: '/home/alice', state: 'ok', mode: '0750' }],
    ],
  },
  {
    name: 'look-alike: a break right after the login has other causes too',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.reset', stage: 'session' }],
      ['session.end', { how: 'reset', afterMs: 40 }],
    ],
  },
  { name: 'the key was refused', expect: 'ruled-out', seen: [['symptom', { is: 'auth.denied', stage: 'auth' }]] },
  {
    name: 'it waits behind a port that does not answer',
    expect: 'ruled-out',
    waits: true,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.chroot', { path: '/srv/jail', state: 'bad-mode', mode: '0775' }],
    ],
  },
  {
    name: 'look-alike: behind a port that does not answer it stops nobody',
    expect: 'ruled-out',
    waits: false,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.chroot', { path: '/srv/jail', state: 'ok', mode: '0755' }],
    ],
  },
];
