import { all, any, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { endsAtOnce, sshdIsFull } from '../signs.ts';

const loaded = seen('server.resource', { what: 'load', state: ['short', 'exhausted'] });
const starved = seen('server.log', {
  program: 'kernel',
  message:
    /soft lockup - CPU#\d+ stuck for|rcu_\w+ (?:self-)?detected (?:expedited )?stall|rcu_\w+ kthread starved|page allocation stalls/,
});

// A quota under which a login outlasts each patience, and that has halted sshd (cpu.stat).
const quota = seen('server.resource', { what: 'cpu', state: 'exhausted' });

// A high load may also stand beside another fault, or come from hung disks: it needs the kernel's word.
const proof = all(
  symptom('identification.silent', 'kex.silent', 'auth.silent'),
  seen('server.resource', { what: 'load', state: 'exhausted' }),
  starved,
);

export const cause: Cause = {
  id: 'system-overloaded',
  stage: 'identification',
  family: 'exhausted',
  who: 'server',
  decidedBy: 'server',
  meaning: 'the host is too busy to answer in time',
  title: '{host} is too busy to answer in time.',
  sees: 'The connection opens; the version line, or a later step, comes very late or not at all.',
  why: 'The processors, the memory or the disk of the host are taken up. The kernel still opens connections, and the programs do not get their turn.',
  cases: 0,
  requires: any(
    symptom(
      'tcp.timeout',
      'identification.closed',
      'identification.reset',
      'identification.silent',
      'identification.slow',
    ),
    symptom(
      'kex.silent',
      'kex.closed',
      'kex.reset',
      'auth.silent',
      'auth.closed',
      'auth.reset',
      'session.silent',
      'session.closed',
      'session.reset',
    ),
  ),
  proves: any(proof, quota),
  suggests: [
    seen('identification.end', { how: 'silent', bytes: 0 }),
    loaded,
    seen('server.resource', { what: 'cpu', state: 'short' }),
    starved,
    seen('tcp.control', { outcome: 'open', ms: { min: 1000 } }),
    seen('identification.end', { how: 'version', afterMs: { min: 4000 } }),
  ],
  excludes: any(
    sshdIsFull,
    all(proof, seen('server.log', { program: 'kernel', message: /INFO: task sshd\S*:\d+ blocked for more than/ })),
    endsAtOnce,
  ),
  lookalikes: [
    { cause: 'sshd-frozen', difference: 'The rest of the host is quick; only sshd does not answer.' },
    {
      cause: 'dns-reverse-slow',
      difference: 'The version line comes at once, and the wait is a few seconds, each time the same.',
    },
  ],
  check: {
    at: 'server',
    what: 'look at load, memory and disk waits',
    command:
      'uptime; free -m; cat /proc/pressure/cpu /proc/pressure/io /proc/pressure/memory; ps -eo pcpu,pmem,stat,args --sort=-pcpu | head',
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Wait longer for it than usual.',
      commands: ['ssh -o ConnectTimeout=180 -p {port} {user}@{host}'],
    },
    {
      who: 'server',
      risk: 'none',
      say: 'Find what takes the machine up, and give it a lower place in the queue.',
      commands: ['ps -eo pid,pcpu,pmem,stat,args --sort=-pcpu | head', 'renice 19 -p PID; ionice -c 3 -p PID'],
      undo: ['renice 0 -p PID; ionice -c 2 -n 4 -p PID'],
    },
  ],
  sources: ['proc_pressure(5)', 'Linux: Documentation/admin-guide/lockup-watchdogs.rst'],
};

export const examples: readonly Example[] = [
  {
    name: 'the kernel itself reports starved processors under a huge load',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.silent', stage: 'identification' }],
      ['server.resource', { what: 'load', state: 'exhausted', text: '412.10 398.77 300.02 on 2 processors' }],
      [
        'server.log',
        { program: 'kernel', message: 'watchdog: BUG: soft lockup - CPU#1 stuck for 26s! [convert:9121]' },
      ],
    ],
  },
  {
    name: 'look-alike: a high load beside a stopped sshd',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.silent', stage: 'identification' }],
      ['server.resource', { what: 'load', state: 'exhausted', text: '16.10 12.77 9.02 on 2 processors' }],
    ],
  },
  {
    name: 'a refusal comes at once and is no sign of load',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'tcp.refused', stage: 'tcp' }]],
  },
  {
    name: 'the server alone: a quota that a login cannot live on',
    expect: 'confirmed',
    end: 'server',
    seen: [
      [
        'server.resource',
        {
          what: 'cpu',
          state: 'exhausted',
          text: '/sys/fs/cgroup/system.slice/ssh.service may use 0.1 % of a processor, and was halted 60 times',
        },
      ],
    ],
  },
  {
    name: 'look-alike: a small quota under which a login still comes through',
    expect: 'possible',
    end: 'server',
    seen: [
      [
        'server.resource',
        {
          what: 'cpu',
          state: 'short',
          text: '/sys/fs/cgroup/system.slice/ssh.service may use 5 % of a processor, and was halted 60 times',
        },
      ],
    ],
  },
];
