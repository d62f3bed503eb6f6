import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';
import { endsAfterKey, endsBeforeMethods, ofAnotherSession, onlyKeysRefused, saidByPam } from '../signs.ts';

const tooMany = /There were too many logins for '/;
const limit = /^pam_limits\(sshd:session\): Too many (system )?logins \(max \d+\)/;
const limitLogged = any(seen('server.log', { message: limit }), seen('sshd.log', { message: limit }));

export const cause: Cause = {
  id: 'session-limit',
  stage: 'session',
  family: 'session',
  who: 'server',
  decidedBy: 'server',
  meaning: 'PAM limits or logind refuse another session (maxlogins, nproc, tasks)',
  title: '{user} may have no further session on {host}: a limit of the account is reached.',
  sees: 'The login works, then the session closes at once; earlier sessions of the same user go on.',
  why: 'maxlogins or nproc in the limits of PAM, or TasksMax of systemd, count what this user has open. Forgotten sessions and jobs fill the count.',
  cases: 0,
  requires: symptom(
    'session.closed',
    'session.reset',
    'session.denied',
    'session.failed',
    'auth.closed',
    'auth.reset',
    'auth.failed',
    'auth.denied',
  ),
  proves: any(
    // The user's own fork fails, and neither the unit nor the host is short of tasks: nproc of limits.conf(5).
    all(
      seen('sshd.log', { message: /^(?:error: |fatal: )?do_exec\w*: fork: Resource temporarily unavailable/ }),
      seen('server.resource', { what: 'pids', state: 'ok' }),
      not(seen('server.resource', { what: 'pids', state: ['short', 'exhausted'] })),
    ),
    seen('session.end', { text: tooMany }),
    saidByPam(tooMany),
    limitLogged,
    all(
      seen('sshd.log', { message: /^(error: )?PAM: pam_open_session\(\): Permission denied/ }),
      seen('server.limit', { item: ['maxlogins', 'maxsyslogins'], reached: true }),
    ),
    all(
      seen('sshd.log', { message: /^(error: )?do_exec_(no_)?pty: fork: Resource temporarily unavailable/ }),
      seen('server.limit', { item: 'nproc', reached: true }),
    ),
    // No shell can have started.
    all(
      symptom('session.closed', 'session.reset', 'session.failed', 'session.denied'),
      seen('server.limit', { item: ['as', 'data', 'nofile'], reached: true }),
      not(seen('session.end', { how: ['ran', 'other-output'] })),
    ),
    seen('server.log', {
      message: /^pam_systemd\(sshd:session\): Failed to create session: Maximum number of sessions/,
    }),
  ),
  suggests: [
    seen('sshd.log', { message: /^(error: )?PAM: pam_open_session\(\): Permission denied/ }),
    seen('session.refused', { what: ['exec', 'shell'] }),
    seen('session.end', { status: 254 }),
    seen('session.end', { text: /fork: (retry: )?Resource temporarily unavailable/ }),
  ],
  excludes: any(
    seen('session.end', { how: 'ran' }),
    // The session is opened when the login is done.
    any(onlyKeysRefused, endsBeforeMethods, all(endsAfterKey, not(seen('auth.banner')))),
    all(seen('session.end', { how: 'exited', status: { max: 253 } }), not(seen('session.end', { text: /\S/ }))),
    ofAnotherSession(limitLogged),
  ),
  stands: seen('server.limit', { reached: true }),
  lookalikes: [
    {
      cause: 'maxsessions',
      difference: 'That limit counts the channels of one shared connection; a new connection gets through.',
    },
    {
      cause: 'process-limit',
      difference: 'There the whole machine, or sshd itself, can start no process, whoever logs in.',
    },
    { cause: 'shell-exits', difference: 'There each login ends so, even the first one.' },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'server',
      risk: 'cuts-sessions',
      say: 'See what the user has open, and end what nobody needs.',
      commands: ['loginctl list-sessions; ps -u {user} -o pid,etime,args', 'loginctl terminate-session SESSION'],
    },
    {
      who: 'server',
      risk: 'none',
      say: 'Or raise the limit; it holds from the next login on.',
      commands: [
        "grep -rnE 'maxlogins|maxsyslogins|nproc' /etc/security/limits.conf /etc/security/limits.d",
        'systemctl show user-$(id -u {user}).slice -p TasksMax -p TasksCurrent',
      ],
    },
  ],
  sources: ['limits.conf(5)', 'pam_limits(8)', 'logind.conf(5): SessionsMax, UserTasksMax'],
};

export const examples: readonly Example[] = [
  {
    name: 'look-alike: another one has too many sessions, and this login is refused',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.end', { how: 'denied' }],
      ['sshd.log', { message: 'pam_limits(sshd:session): Too many logins (max 2) for bob' }],
    ],
  },
  {
    name: 'the session ends without a word, and the account may have less memory than a shell needs',
    expect: 'confirmed',
    covers: ['session.end'],
    seen: [
      ['symptom', { is: 'session.closed', stage: 'session' }],
      ['server.limit', { item: 'as', max: 1000, reached: true }],
    ],
  },
  {
    name: 'pam_limits logs the count',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['session.end', { how: 'exited', status: 254 }],
      ['server.log', { program: 'sshd', message: 'pam_limits(sshd:session): Too many logins (max 2) for alice' }],
      ['sshd.log', { message: 'error: PAM: pam_open_session(): Permission denied' }],
    ],
  },
  {
    name: 'sshd cannot fork the command, and limits.conf leaves the account no process for it',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.denied', stage: 'session' }],
      ['session.refused', { what: 'exec', text: 'exec request failed on channel 0' }],
      ['sshd.log', { message: 'error: do_exec_no_pty: fork: Resource temporarily unavailable' }],
      ['server.limit', { item: 'nproc', max: 1, reached: true }],
    ],
  },
  {
    name: 'PAM refuses the session, and limits.conf allows the account no login at all',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['sshd.log', { message: 'error: PAM: pam_open_session(): Permission denied' }],
      ['server.limit', { item: 'maxlogins', max: 0, reached: true }],
    ],
  },
  {
    name: 'look-alike: PAM refuses the session for a reason that it does not name',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['session.end', { how: 'exited', status: 254 }],
      ['sshd.log', { message: 'error: PAM: pam_open_session(): Permission denied' }],
    ],
  },
  { name: 'it never got to a login', expect: 'ruled-out', seen: [['symptom', { is: 'kex.closed', stage: 'kex' }]] },
  {
    name: 'the shell cannot be forked, and there is room for tasks',
    expect: 'confirmed',
    covers: ['server.resource'],
    seen: [
      ['symptom', { is: 'session.denied', stage: 'session' }],
      ['session.end', { how: 'refused' }],
      ['sshd.log', { message: 'error: do_exec_no_pty: fork: Resource temporarily unavailable' }],
      ['server.resource', { what: 'pids', state: 'ok', text: '2 of 28909 tasks of ssh.service' }],
    ],
  },
  {
    name: 'it waits behind a port that does not answer',
    expect: 'ruled-out',
    waits: true,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.limit', { item: 'maxlogins', max: 0, reached: true }],
    ],
  },
  {
    name: 'look-alike: behind a port that does not answer it stops nobody',
    expect: 'ruled-out',
    waits: false,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.limit', { item: 'maxlogins', max: 3, reached: false }],
    ],
  },
];
