import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';

const told = seen('sshd.log', {
  message: /^(fatal: )?Timeout before authentication for |^Exit before auth .*Timeout before auth/,
});
const quick = { max: 5000 };

/** Since the repair of CVE-2024-6387 many releases end without a line in the log. The time runs from the connection on. */
const onTime = [1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 25, 30, 40, 45, 60, 90, 100, 120, 180, 240, 300, 600].map((seconds) =>
  all(
    seen('server.setting', { keyword: 'logingracetime', value: String(seconds) }),
    any(
      seen('auth.end', { how: ['closed', 'reset'], afterMs: { min: seconds * 1000 - 700, max: seconds * 1000 + 900 } }),
      // A long path adds one round trip.
      seen('auth.end', { how: ['closed', 'reset'], openMs: { min: seconds * 1000 - 100, max: seconds * 1000 + 900 } }),
    ),
  ),
);

export const cause: Cause = {
  id: 'login-grace-time',
  stage: 'auth',
  family: 'limited',
  who: 'server',
  decidedBy: 'both',
  meaning: 'LoginGraceTime ran out before authentication finished',
  title: 'The login took too long: sshd on {host} hung up when its time for logging in (LoginGraceTime) was over.',
  sees: 'The connection closes without a word after a round time, mostly two minutes, before the login is done.',
  why: `sshd gives each connection a fixed time to log in. A prompt that nobody answers, a slow second factor, a slow directory
    or a path that swallows large packets uses it up.`,
  cases: 1,
  behind: { 'auth.closed': 1, 'auth.reset': 1, 'auth.silent': 1 },
  requires: symptom('auth.closed', 'auth.reset', 'auth.failed', 'kex.closed', 'kex.reset', 'kex.failed'),
  // Scanners leave this line in every public server's log, so the wait must have been long at our end too.
  proves: any(
    all(told, seen('auth.end', { how: ['closed', 'reset', 'disconnect'], afterMs: { min: 5000 } })),
    all(told, seen('kex.end', { how: ['closed', 'reset'], afterMs: { min: 5000 } })),
    all(told, symptom('auth.closed', 'auth.reset'), not(seen('auth.end', { afterMs: quick }))),
    all(symptom('auth.closed', 'auth.reset'), any(...onTime)),
    // Some seconds are less than many a login takes, and this one was told so.
    all(told, seen('server.setting', { keyword: 'logingracetime', value: /^[1-9]$/ })),
  ),
  suggests: [
    told,
    // A second is the shortest time that can be set.
    seen('auth.end', { how: ['closed', 'reset'], afterMs: { min: 900 } }),
    seen('auth.end', { how: ['closed', 'reset'], afterMs: { min: 110_000, max: 130_000 } }),
    seen('auth.end', { how: ['closed', 'reset'], afterMs: { min: 19_000, max: 64_000 } }),
    seen('auth.pause', { step: ['gssapi', 'server', 'agent', 'other'], ms: { min: 15_000 } }),
  ],
  excludes: any(
    // The time runs from the connection on.
    all(
      seen('auth.end', { how: ['closed', 'reset'], afterMs: { max: 450 } }),
      not(seen('kex.end', { afterMs: { min: 500 } })),
    ),
    all(
      seen('server.setting', { keyword: 'logingracetime', value: '0' }),
      not(seen('server.setting', { keyword: 'logingracetime', value: /[1-9]/ })),
    ),
  ),
  lookalikes: [
    {
      cause: 'pam-misconfig',
      difference: 'PAM closes at once after a right key or password; the grace time only after its full length.',
    },
    {
      cause: 'mtu',
      difference: 'The wait is in the key exchange. The grace time then only ends what the path already broke.',
    },
    {
      cause: 'idle-timeout-middlebox',
      difference: 'That ends sessions that are idle, with no line in the log of sshd.',
    },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'See at which step the time goes, and answer prompts within it.',
      commands: ['ssh -vvv -p {port} {user}@{host}', 'sshwhy {user}@{host}'],
    },
    {
      who: 'server',
      risk: 'reload',
      say: 'If people need longer, for a second factor for example, give them longer.',
      commands: [
        "printf 'LoginGraceTime 300\\n' > /etc/ssh/sshd_config.d/00-grace.conf",
        'sshd -t && { systemctl reload ssh || systemctl reload sshd; }',
      ],
      undo: ['rm /etc/ssh/sshd_config.d/00-grace.conf', 'systemctl reload ssh || systemctl reload sshd'],
    },
  ],
  sources: ['sshd_config(5): LoginGraceTime', 'openssh-portable sshd.c: grace_alarm_handler, child_reap'],
};

export const examples: readonly Example[] = [
  {
    name: 'a long path has used most of the time before the login began',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['auth.end', { how: 'closed', afterMs: 1766, openMs: 3613 }],
      ['server.setting', { keyword: 'logingracetime', value: '3' }],
    ],
  },
  {
    name: 'sshd says so, and the client waited two minutes',
    expect: 'confirmed',
    covers: ['server.setting'],
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['auth.end', { how: 'closed', method: 'keyboard-interactive', afterMs: 120_020 }],
      ['sshd.log', { message: 'fatal: Timeout before authentication for 198.51.100.7 port 51234' }],
    ],
  },
  {
    name: 'look-alike: two minutes from the client alone may be a device on the path',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['auth.end', { how: 'closed', afterMs: 120_020 }],
    ],
  },
  {
    name: "look-alike: closed at once, and the line in the log is a scanner's",
    expect: 'ruled-out',
    covers: ['kex.end'],
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['auth.end', { how: 'closed', method: 'publickey', afterMs: 80 }],
      [
        'sshd.log',
        { message: 'Timeout before authentication for connection from 203.0.113.9 to 192.0.2.5, pid = 812' },
      ],
    ],
  },
  {
    name: 'the server alone: a few seconds are given, and this login ran out of them',
    expect: 'confirmed',
    end: 'server',
    seen: [
      ['sshd.log', { message: 'Timeout before authentication for 198.51.100.7 port 40112' }],
      ['server.setting', { keyword: 'logingracetime', value: '2' }],
    ],
  },
  {
    name: 'look-alike: a scanner that never meant to log in',
    expect: 'possible',
    end: 'server',
    seen: [
      ['sshd.log', { message: 'Timeout before authentication for 198.51.100.7 port 40112' }],
      ['server.setting', { keyword: 'logingracetime', value: '120' }],
    ],
  },
  {
    name: 'the connection is closed when the time that is set is over',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['auth.end', { how: 'closed', afterMs: 1870 }],
      ['server.setting', { keyword: 'logingracetime', value: '2' }],
    ],
  },
  {
    name: 'look-alike: closed long before',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['auth.end', { how: 'closed', afterMs: 1870 }],
      ['server.setting', { keyword: 'logingracetime', value: '120' }],
    ],
  },
];
