import { all, any, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';
import { endsWordless } from '../signs.ts';

const gone = { state: ['missing', 'empty', 'bad-mode'] } as const;

export const cause: Cause = {
  id: 'sshd-helper-missing',
  stage: 'identification',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: 'sshd-session or sshd-auth is missing or not executable',
  title: 'sshd on {host} cannot serve anybody: a part of it, sshd-session or sshd-auth, is missing or cannot be run.',
  sees: 'The connection opens and is reset, mostly before the version line. It is so each time and for everybody.',
  why: `Since release 9.8 sshd hands each connection to sshd-session, since 10.0 also to sshd-auth. A half-done upgrade,
    a stripped image or a wrong mode leaves one of them out.`,
  cases: 2,
  requires: symptom(
    'tcp.refused',
    'tcp.reset',
    'identification.closed',
    'identification.reset',
    'kex.closed',
    'kex.reset',
  ),
  proves: any(
    seen('sshd.log', {
      message:
        /\br?exec of \S*sshd-(?:session|auth) failed: (?:No such file or directory|Permission denied|Exec format error)/,
    }),
    // Its mode is right, and it lies where nothing may be run.
    all(
      seen('sshd.log', { message: /\br?exec of \S*sshd-(?:session|auth) failed: Permission denied/ }),
      seen('server.file', { path: /\/sshd-(?:session|auth)$/, state: 'no-exec' }),
    ),
    seen('sshd.log', { message: /\S*sshd-(?:session|auth) does not exist or is not executable/ }),
    seen('server.config-check', { ok: false, text: /\S*sshd-(?:session|auth) does not exist or is not executable/ }),
    // Older releases have no helpers: that one is missing counts only where the other is there, or the release needs it.
    all(
      seen('server.file', { path: /\/sshd-session$/, ...gone }),
      seen('server.file', { path: /\/sshd-auth$/, state: 'ok' }),
    ),
    all(
      seen('server.file', { path: /\/sshd-auth$/, ...gone }),
      seen('identification.version', { software: /^OpenSSH_1\d\./ }),
    ),
  ),
  suggests: [
    endsWordless,
    seen('server.file', { path: /\/sshd-(?:session|auth)$/, ...gone }),
    seen('sshd.log', { message: /startup pipe \d+ \(fd=\d+\): read:? Connection reset by peer/ }),
    all(
      symptom('kex.closed', 'kex.reset'),
      seen('identification.version', { software: /^OpenSSH_10\./ }),
      seen('kex.end', { how: ['closed', 'reset'], after: 'version' }),
    ),
  ],
  // sshd up to 9.7 has said that it drops for a limit; later its words may follow from penalties that this cause earned.
  excludes: all(stopsAt('identification'), seen('identification.line', { text: /^Exceeded MaxStartups/ })),
  explains: ['persourcepenalties'],
  lookalikes: [
    {
      cause: 'sshd-upgrade-needs-restart',
      difference: 'The helpers are there; the running daemon is too old for them and a restart cures it.',
    },
    { cause: 'maxstartups', difference: 'MaxStartups lets some tries through, and says so since release 8.2.' },
    { cause: 'backend-down-behind-forwarder', difference: 'There sshd has no part in it and logs nothing.' },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'server',
      risk: 'restart',
      general: true,
      platform: 'Debian, Ubuntu',
      say: 'Put the package back in order from a console, and keep a session open until a new one works.',
      commands: [
        'dpkg --configure -a',
        'apt-get install --reinstall openssh-server',
        'sshd -t && systemctl restart ssh',
      ],
    },
    {
      who: 'server',
      risk: 'restart',
      general: true,
      platform: 'RHEL, Fedora',
      say: 'Put the package back in order from a console, and keep a session open until a new one works.',
      commands: ['rpm -V openssh-server', 'dnf reinstall openssh-server', 'sshd -t && systemctl restart sshd'],
    },
  ],
  sources: ['OpenSSH 9.8 and 10.0 release notes', 'openssh-portable sshd.c: main; sshd-session.c: privsep_preauth'],
};

export const examples: readonly Example[] = [
  {
    name: 'an upgrade on a full disk left an empty file',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['sshd.log', { message: 'fatal: rexec of /usr/lib/openssh/sshd-session failed: Exec format error' }],
    ],
  },
  {
    name: 'sshd cannot start its helper',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['identification.end', { how: 'reset', afterMs: 6, bytes: 0, by: 'ssh' }],
      ['sshd.log', { message: 'rexec of /usr/lib/openssh/sshd-session failed: No such file or directory' }],
    ],
  },
  {
    name: 'release 10.0 identifies itself and then cannot start sshd-auth',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'kex.reset', stage: 'kex' }],
      ['identification.version', { protocol: '2.0', software: 'OpenSSH_10.0p2', comments: 'Debian-7' }],
      [
        'sshd.log',
        { message: 'fatal: privsep_preauth: exec of /usr/lib/openssh/sshd-auth failed: No such file or directory' },
      ],
    ],
  },
  {
    name: 'look-alike: a release before 9.8 has no such file',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['server.file', { path: '/usr/lib/openssh/sshd-session', state: 'missing' }],
      ['server.file', { path: '/usr/lib/openssh/sshd-auth', state: 'missing' }],
    ],
  },
  {
    name: 'look-alike: a login that is denied had all its helpers',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'auth.denied', stage: 'auth' }]],
  },
];
