import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { ofAnotherSession, sessionReported } from '../signs.ts';

const full = /No space left on device|Read-only file system|Disk quota exceeded|database or disk is full/;
const sessionWrites = seen('sshd.log', {
  message:
    /^(error: |fatal: )?pam_\w+\(sshd:session\): .*(No space left|Read-only file system|Disk quota exceeded|disk is full)/,
});
const afterProof = symptom(
  'auth.closed',
  'auth.reset',
  'auth.failed',
  'session.closed',
  'session.reset',
  'session.failed',
  'session.denied',
);

/** pam_mkhomedir(8) could not make the home of a first login. */
const noHome = seen('session.end', { text: /^Unable to create and initialize directory/m });

/** The program that it starts says why. */
const helperCannot = seen('server.log', { program: 'mkhomedir_helper', message: full });

/** What sshd ends with when a module of PAM's session fails. */
const endedBySshd = seen('session.end', { status: 254 });

export const cause: Cause = {
  id: 'disk-full',
  stage: 'auth',
  family: 'exhausted',
  who: 'server',
  decidedBy: 'server',
  meaning: 'a full or read-only file system stops login',
  title: 'A disk of {host} is full or can no longer be written, and that stops the login.',
  sees: 'The key or password is right, yet the connection closes during or just after the login.',
  why: `Logging in writes: login records, session files, the state of a second factor. When nothing can be written, a step of the
    login fails. Programs that fill the disk, or a disk error that makes it read-only, are behind it.`,
  cases: 3,
  behind: { 'auth.denied': 1, 'auth.closed': 2, 'auth.reset': 2, 'auth.silent': 1, 'session.closed': 1 },
  // Without room for its own files sshd does not even start.
  requires: any(stopsAt('auth', 'session'), symptom('tcp.refused')),
  proves: any(
    seen('sshd.log', {
      message:
        /^(error: |fatal: )?pam_\w+\(sshd:(?!session)\w+\): .*(No space left|Read-only file system|Disk quota exceeded|disk is full)/,
    }),
    sessionWrites,
    seen('server.log', { program: /^sshd\(pam_\w+\)|^pam_\w+/, message: full }),
    all(
      seen('server.resource', { what: ['disk', 'inodes'], state: 'exhausted' }),
      seen('sshd.log', { message: full }),
      afterProof,
    ),
    seen('server.log', {
      program: 'systemd',
      message: /^sshd?\.service: Failed .*(?:No space left on device|Read-only file system)/,
    }),
    // What the session says itself, and the server says the same.
    all(seen('server.resource', { what: ['disk', 'inodes'], state: 'exhausted' }), seen('session.end', { text: full })),
    // A disk that has no homes keeps nobody from making one.
    all(seen('server.resource', { what: ['disk', 'inodes'], state: 'exhausted', text: /^\/(?:home[^:]*)?: / }), noHome),
    all(noHome, helperCannot),
  ),
  suggests: [
    seen('server.resource', { what: ['disk', 'inodes'], state: 'exhausted' }),
    seen('sshd.log', { message: full }),
    seen('session.end', { text: full }),
    seen('session.noise', { text: full }),
    noHome,
    helperCannot,
    endedBySshd,
  ],
  // A disk that stops a program is named by it; one that stops sshd need not be.
  excludes: any(
    all(sessionReported, not(any(seen('session.end', { text: /\S/ }), endedBySshd))),
    ofAnotherSession(sessionWrites),
  ),
  explains: ['sshd-not-running'],
  lookalikes: [
    { cause: 'pam-misconfig', difference: 'A PAM module fails there too, with room on the disk.' },
    { cause: 'sshd-crash', difference: 'A process dies by a signal, and the log says so.' },
    {
      cause: 'key-not-accepted',
      difference: 'A key that is refused outright has nothing to do with the disk: reading still works.',
    },
  ],
  check: {
    at: 'server',
    what: 'look at space, inodes and read-only mounts',
    command: "df -h; df -i; grep ' ro[, ]' /proc/mounts; dmesg | tail -n 30",
  },
  fix: [
    {
      who: 'server',
      risk: 'none',
      say: 'From a console: see what fills the disk, and make room. Old logs and package caches go first.',
      commands: ['du -xh / 2>/dev/null | sort -h | tail -n 20', 'journalctl --vacuum-size=200M'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'Debian, Ubuntu',
      say: 'Remove the packages that were fetched and are not needed any more.',
      commands: ['apt-get clean'],
    },
    {
      who: 'server',
      risk: 'none',
      say: 'If the file system is read-only, read the kernel log for disk errors before writing to it again.',
      commands: ['dmesg | grep -i -e error -e remount', 'mount -o remount,rw /'],
      undo: ['mount -o remount,ro /'],
    },
  ],
  sources: ['write(2): ENOSPC, EDQUOT, EROFS', 'pam(8)'],
};

export const examples: readonly Example[] = [
  {
    name: 'look-alike: a session found no room, and this login is refused before it has one',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.end', { how: 'denied' }],
      ['sshd.log', { message: 'pam_systemd(sshd:session): Failed to create session: No space left on device' }],
    ],
  },
  {
    name: 'a module of PAM says that it cannot write',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      [
        'server.log',
        {
          program: 'sshd(pam_google_auth)',
          message: 'Failed to create tempfile "/home/alice/.google_authenticator~": No space left on device',
        },
      ],
    ],
  },
  {
    name: 'the disk is full, sshd says so, and the login closed after the right key',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.closed', stage: 'session' }],
      ['server.resource', { what: 'disk', state: 'exhausted', text: '/dev/sda1 100% /' }],
      ['sshd.log', { message: 'error: mkdtemp: private socket dir: No space left on device' }],
    ],
  },
  {
    name: 'look-alike: a full disk beside a refused key proves nothing',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.key', { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false }],
      ['server.resource', { what: 'disk', state: 'exhausted', text: '/dev/sdb1 100% /data' }],
    ],
  },
  {
    name: 'a key exchange that finds no common algorithm writes nothing',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'kex.no-match', stage: 'kex' }]],
  },
  {
    name: 'the session says so itself, and the disk is full',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      [
        'session.end',
        { how: 'exited', status: 2, text: 'cannot create /var/log/sessions/812: No space left on device' },
      ],
      ['server.resource', { what: 'disk', state: 'exhausted', text: '/var/log/sessions: 100 % of the space in use' }],
    ],
  },
  {
    name: 'look-alike: a full disk that no session speaks of',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.closed', stage: 'session' }],
      ['server.resource', { what: 'disk', state: 'exhausted', text: '/var: 100 % of the space in use' }],
    ],
  },
  {
    name: 'the home of a first login cannot be made, and its disk has no inode left',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.closed', stage: 'session' }],
      ['session.end', { how: 'exited', status: 254, text: "Unable to create and initialize directory '/home/alice'." }],
      ['server.resource', { what: 'inodes', state: 'exhausted', text: '/home: 100 % of the inodes in use' }],
    ],
  },
  {
    name: 'the program that makes homes finds the disk read-only',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.closed', stage: 'session' }],
      ['session.end', { how: 'exited', status: 254, text: "Unable to create and initialize directory '/home/alice'." }],
      [
        'server.log',
        { program: 'mkhomedir_helper', message: 'PAM unable to create directory /home/alice: Read-only file system' },
      ],
    ],
  },
  {
    name: 'look-alike: the home cannot be made, and a disk is full that has no homes',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.closed', stage: 'session' }],
      ['session.end', { how: 'exited', status: 254, text: "Unable to create and initialize directory '/home/alice'." }],
      ['server.resource', { what: 'disk', state: 'exhausted', text: '/tmp: 100 % of the space in use' }],
    ],
  },
  {
    name: 'the server alone: systemd finds no room for the directory of the unit',
    expect: 'confirmed',
    end: 'server',
    seen: [
      [
        'server.log',
        {
          program: 'systemd',
          message: 'ssh.service: Failed to set up special execution directory in /run: No space left on device',
        },
      ],
    ],
  },
];
