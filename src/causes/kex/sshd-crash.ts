import { all, any, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';
import { endsBeforeMethods, failsByTurns, refusedByIcmp, sessionReported } from '../signs.ts';

/** systemd.service(5), WatchdogSec: it sends SIGABRT to a service that gives no sign of life, and sshd never gives one. */
const killedByWatchdog = any(
  seen('server.log', { message: /^sshd?\S*\.service: Watchdog timeout/ }),
  seen('server.unit', { unit: /^sshd?(@.*)?\.service$/, result: 'watchdog' }),
);

export const cause: Cause = {
  id: 'sshd-crash',
  stage: 'kex',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  meaning: 'an sshd process dies by a signal (sandbox, PAM module, library)',
  title: 'An sshd process on {host} crashes while it serves you.',
  sees: 'The connection is closed or reset in the middle: after the version line, at the login, or just behind it.',
  why: `The sandbox of sshd kills a process that makes a system call it does not know (signal 31), as happens with a new
    C library or another memory allocator; or a PAM module or a library has a fault (signal 11).`,
  cases: 8,
  behind: {
    'kex.closed': 2,
    'kex.reset': 2,
    'auth.closed': 4,
    'auth.reset': 4,
    'auth.silent': 2,
    'session.closed': 4,
    'session.reset': 2,
  },
  requires: any(
    symptom('tcp.refused', 'tcp.reset', 'identification.closed', 'identification.reset', 'kex.closed', 'kex.reset'),
    symptom('auth.closed', 'auth.reset', 'auth.failed', 'session.closed', 'session.reset', 'session.failed'),
  ),
  // Signals of a fault or of the sandbox; 9 and 15 come from somebody else.
  proves: any(
    seen('sshd.log', {
      message: /^(?:error: )?(?:mm_reap: )?(?:preauth )?child terminated by signal (?:4|5|6|7|8|10|11|12|31)\b/,
    }),
    seen('sshd.log', {
      message:
        /^(?:error: )?[Ss]ession process \d+ (?:unpriv child crash for |for .* killed by signal (?:4|5|6|7|8|10|11|12|31)\b)/,
    }),
    seen('server.log', {
      message:
        /\bsshd(?:-session|-auth)?\[\d+\]:? (?:segfault at|general protection)|traps: sshd(?:-session|-auth)?\[\d+\] /,
    }),
    seen('server.log', { message: /type=1326 .*comm="sshd(?:-session|-auth)?".* sig=31\b/ }),
    seen('server.log', {
      message:
        /Process \d+ \(sshd(?:-session|-auth)?\) of user \d+ dumped core|sshd?\S*\.service: Main process exited, code=(?:killed|dumped), status=\d+\/(?:ILL|TRAP|ABRT|BUS|FPE|SEGV|SYS)/,
    }),
    // The kernel kills for it, and where nobody reads its audit no line is left.
    all(
      seen('server.unit', { unit: /^sshd?(@.*)?\.service$/, forbids: /./ }),
      symptom('identification.closed', 'identification.reset', 'kex.closed', 'kex.reset'),
    ),
  ),
  suggests: [
    symptom('kex.closed', 'kex.reset'),
    // A penalty (9.8 and later) that hits from the next connection on is the one for a crash: the others add up first.
    all(symptom('kex.closed', 'kex.reset'), seen('identification.line', { text: /^Not allowed at this time/ })),
    // A child dies now and then, or the service goes down and is started again.
    failsByTurns('tcp.refused', 'identification.closed', 'identification.reset', 'kex.closed', 'kex.reset'),
    seen('sshd.log', { message: /penalty: caused crash/ }),
    seen('sshd.log', { message: /terminated by signal|killed by signal/ }),
    endsBeforeMethods,
  ],
  // sshd up to 9.7 has said that it drops for a limit; later its words may follow from penalties that this cause earned.
  excludes: any(
    all(stopsAt('identification'), seen('identification.line', { text: /^Exceeded MaxStartups/ })),
    killedByWatchdog,
    // The session told how it ended.
    sessionReported,
    refusedByIcmp,
  ),
  explains: ['persourcepenalties', 'sshd-not-running'],
  lookalikes: [
    { cause: 'oom', difference: 'Signal 9, and the kernel says that it killed for memory.' },
    { cause: 'hostkeys-missing', difference: 'The log speaks of host keys and names no signal.' },
    { cause: 'middlebox-closes', difference: 'From another network it works.' },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'server',
      risk: 'none',
      say: 'See which system call or library it dies in.',
      commands: [
        "journalctl -k --since -1h --no-pager | grep -e 'comm=\"sshd' -e 'sshd.*segfault' -e 'traps: sshd'; dmesg | grep -e type=1326 -e segfault",
        'coredumpctl info sshd 2>/dev/null | head -n 40',
      ],
    },
    {
      who: 'server',
      risk: 'restart',
      platform: 'Debian, Ubuntu',
      say: 'Bring sshd, the C library and the PAM modules to one release.',
      commands: [
        'apt-get update && apt-get install --only-upgrade openssh-server libc6 libpam-modules',
        'systemctl restart ssh',
      ],
    },
    {
      who: 'server',
      risk: 'restart',
      platform: 'RHEL, Fedora',
      say: 'Bring sshd, the C library and the PAM modules to one release.',
      commands: ['dnf upgrade openssh-server glibc pam', 'systemctl restart sshd'],
    },
  ],
  sources: [
    'signal(7)',
    'openssh-portable sandbox-seccomp-filter.c; monitor_wrap.c: mm_reap; sshd.c: child_reap',
    'seccomp(2)',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'look-alike: systemd aborts it for want of a sign of life',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.log', { program: 'systemd', message: 'ssh.service: Watchdog timeout (limit 5s)!' }],
      ['server.log', { program: 'systemd', message: 'ssh.service: Main process exited, code=killed, status=6/ABRT' }],
    ],
  },
  {
    name: 'it aborts by itself',
    expect: 'confirmed',
    covers: ['server.unit'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'signal' }],
      ['server.log', { program: 'systemd', message: 'ssh.service: Main process exited, code=killed, status=6/ABRT' }],
    ],
  },
  {
    name: 'the sandbox kills the process before the login',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'kex.closed', stage: 'kex' }],
      ['sshd.log', { message: 'error: mm_reap: preauth child terminated by signal 31' }],
    ],
  },
  {
    name: 'an older sshd is silent and the kernel speaks',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      [
        'server.log',
        {
          program: 'kernel',
          message: 'sshd[2214]: segfault at 10 ip 00007f1c8a sp 00007ffd2 error 4 in pam_example.so[7f1c8a000+3000]',
        },
      ],
    ],
  },
  {
    name: 'look-alike: signal 9 comes from outside, mostly for memory',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'kex.closed', stage: 'kex' }],
      ['sshd.log', { message: 'error: mm_reap: preauth child terminated by signal 9' }],
    ],
  },
  {
    name: 'look-alike: no common algorithm is a clean end',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'kex.no-match', stage: 'kex' }]],
  },
  {
    name: 'the unit has each process killed that calls what a login needs',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'kex.closed', stage: 'kex' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'active', result: 'success', forbids: 'chroot' }],
    ],
  },
  {
    name: 'look-alike: the same unit, and a login that is refused',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['auth.end', { how: 'closed' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'active', result: 'success', forbids: 'chroot' }],
    ],
  },
];
