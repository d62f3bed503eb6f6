import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';
import { endsAfterKey, endsWordless, failsByTurns, sessionReported, sshdTurnsAway } from '../signs.ts';

const full = seen('server.resource', { what: 'pids', state: 'exhausted' });
// Of the control group or the unit: sshd can start nothing more.
const ownFull = seen('server.resource', { what: 'pids', state: 'exhausted', text: /tasks of / });

export const cause: Cause = {
  id: 'process-limit',
  stage: 'identification',
  family: 'exhausted',
  who: 'server',
  decidedBy: 'server',
  meaning: 'sshd cannot fork (pids, nproc, cgroup)',
  title: 'sshd on {host} cannot start a process for your connection: a limit on processes is reached.',
  sees: 'The connection opens and is closed or reset at once; or the login works and the session ends at once.',
  why: 'The kernel, a container or the service has as many processes as it may have. sshd needs a new one for each connection.',
  cases: 1,
  behind: { 'auth.closed': 1, 'auth.reset': 1, 'session.closed': 1 },
  requires: any(
    symptom(
      'tcp.reset',
      'identification.closed',
      'identification.reset',
      'kex.closed',
      'kex.reset',
      'auth.closed',
      'auth.reset',
    ),
    symptom('session.closed', 'session.reset', 'session.denied', 'session.failed'),
  ),
  proves: any(
    seen('sshd.log', { message: /^(?:error: |fatal: )?(?:(?!do_exec_)\w+: )?fork: Resource temporarily unavailable/ }),
    // The command is forked as the user: a limit of the account says the same.
    all(
      seen('sshd.log', { message: /^(?:error: )?do_exec_(?:no_)?pty: fork: Resource temporarily unavailable/ }),
      any(
        seen('server.resource', { what: 'pids', state: ['short', 'exhausted'] }),
        not(seen('server.limit', { item: 'nproc' })),
      ),
    ),
    seen('server.log', { program: 'kernel', message: /cgroup: fork rejected by pids controller in \S*ssh/ }),
    ownFull,
    all(full, symptom('identification.closed', 'identification.reset')),
  ),
  suggests: [
    full,
    seen('server.resource', { what: 'pids', state: 'short' }),
    // Where sshd forks: for the connection, for the key exchange, for the command.
    endsWordless,
    seen('kex.end', { how: ['closed', 'reset'], after: 'version' }),
    seen('session.refused', { what: ['exec', 'shell'] }),
    failsByTurns('identification.closed', 'identification.reset'),
    seen('sshd.log', {
      message: /^(?:fatal: )?fork of unprivileged child failed|^(?:error: )?do_exec_\w+: fork: Resource/,
    }),
    seen('session.end', { text: /fork: (?:retry: )?Resource temporarily unavailable/ }),
  ],
  // sshd itself has said that it drops for a limit.
  excludes: any(
    all(stopsAt('identification'), sshdTurnsAway),
    endsAfterKey,
    all(sessionReported, not(seen('session.end', { text: /\S/ }))),
  ),
  lookalikes: [
    { cause: 'maxstartups', difference: 'MaxStartups says so since release 8.2; here no word comes.' },
    {
      cause: 'session-limit',
      difference: "A limit of the account: sshd itself can fork, and the user's shell cannot.",
    },
    { cause: 'oom', difference: 'Then the error is "Cannot allocate memory", or the kernel logs a kill.' },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'server',
      risk: 'none',
      say: 'Find who holds the processes, from the console.',
      commands: [
        'ps -eLo user= | sort | uniq -c | sort -rn | head',
        'systemctl show -p TasksCurrent,TasksMax ssh sshd',
      ],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'systemd',
      say: 'Lift the limit of the service while you look for the cause.',
      commands: ['systemctl set-property --runtime ssh.service TasksMax=infinity'],
      undo: ['systemctl revert ssh.service'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'container or slice with a limit of its own',
      say: 'If it is a group above the service that is full, raise the limit of that: of a container where it runs.',
      commands: [
        'docker update --pids-limit 4096 CONTAINER',
        'systemctl set-property --runtime SLICE.slice TasksMax=infinity',
      ],
      undo: ['docker update --pids-limit FORMER CONTAINER', 'systemctl revert SLICE.slice'],
    },
  ],
  sources: ['fork(2): EAGAIN', 'systemd.resource-control(5): TasksMax', 'openssh-portable sshd.c: server_accept_loop'],
};

export const examples: readonly Example[] = [
  {
    name: 'sshd logs that it cannot fork',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['sshd.log', { message: 'error: fork: Resource temporarily unavailable' }],
    ],
  },
  {
    name: 'the command cannot be forked, and the account has no limit of its own',
    expect: 'confirmed',
    covers: ['server.limit'],
    seen: [
      ['symptom', { is: 'session.denied', stage: 'session' }],
      ['sshd.log', { message: 'error: do_exec_no_pty: fork: Resource temporarily unavailable' }],
    ],
  },
  {
    name: 'look-alike: the command cannot be forked, and the account has a limit',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.denied', stage: 'session' }],
      ['sshd.log', { message: 'error: do_exec_no_pty: fork: Resource temporarily unavailable' }],
      ['server.limit', { item: 'nproc', max: 1, reached: true }],
    ],
  },
  {
    name: 'look-alike: too little memory for a new process',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['sshd.log', { message: 'error: fork: Cannot allocate memory' }],
    ],
  },
  {
    name: 'a refused port never got that far',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'tcp.refused', stage: 'tcp' }]],
  },
  {
    name: 'the server alone: the unit has as many tasks as it may',
    expect: 'confirmed',
    end: 'server',
    seen: [
      [
        'server.resource',
        { what: 'pids', state: 'exhausted', text: '1 of 1 tasks of /sys/fs/cgroup/system.slice/ssh.service' },
      ],
    ],
  },
  {
    name: 'look-alike: a few tasks are left',
    expect: 'possible',
    end: 'server',
    seen: [
      [
        'server.resource',
        { what: 'pids', state: 'short', text: '3 of 6 tasks of /sys/fs/cgroup/system.slice/ssh.service' },
      ],
    ],
  },
  {
    name: 'the login works, its shell cannot be forked, and the unit has next to no task left',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.denied', stage: 'session' }],
      ['sshd.log', { message: 'error: do_exec_no_pty: fork: Resource temporarily unavailable' }],
      ['server.resource', { what: 'pids', state: 'short', text: '2 of 3 tasks of /sys/fs/cgroup/pids/ssh' }],
    ],
  },
  {
    name: 'look-alike: a limit of the account on its own processes',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.denied', stage: 'session' }],
      ['sshd.log', { message: 'error: do_exec_no_pty: fork: Resource temporarily unavailable' }],
      ['server.resource', { what: 'pids', state: 'ok', text: '2 of 28909 tasks of ssh.service' }],
    ],
  },
];
