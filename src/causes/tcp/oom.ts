import { all, any, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { endsWordless, sshdIsFull } from '../signs.ts';

const sshdKilled = seen('server.log', {
  program: 'kernel',
  message: /^(?:(?:Memory cgroup )?[Oo]ut of memory: )?Kill(?:ed)? process \d+ \(sshd(?:-session|-auth)?\)/,
});
const unitKilled = seen('server.unit', { unit: /^sshd?(?:@\S*)?\.service$/, result: 'oom-kill' });
const noMemory = seen('sshd.log', {
  message: /^(?:error: |fatal: )?(?:(?:\w+: )?fork: Cannot allocate memory|x\w+: out of memory \()/,
});
const loadsNot = seen('sshd.log', {
  message: /error while loading shared libraries: .*(?:failed to map segment|[Cc]annot allocate memory)/,
});
const scarce = seen('server.resource', { what: 'memory', state: ['short', 'exhausted'] });
const endsInSsh = symptom(
  'identification.closed',
  'identification.reset',
  'kex.closed',
  'kex.reset',
  'auth.closed',
  'auth.reset',
  'session.closed',
  'session.reset',
);

export const cause: Cause = {
  id: 'oom',
  stage: 'tcp',
  family: 'exhausted',
  who: 'server',
  decidedBy: 'server',
  meaning: 'the kernel killed sshd or cannot give it memory',
  title: '{host} has run out of memory, and sshd was killed or gets none.',
  sees: 'Refused, closed at once, or a session that ends in the middle; before that all was very slow.',
  why: `When memory ends the kernel kills a process to save the rest. Within a container or a service with a memory limit it can
    hit sshd itself or its children.`,
  cases: 2,
  behind: { 'tcp.refused': 1, 'session.closed': 1 },
  requires: any(
    endsInSsh,
    symptom(
      'tcp.refused',
      'tcp.timeout',
      'tcp.reset',
      'identification.silent',
      'kex.silent',
      'auth.silent',
      'auth.denied',
    ),
    symptom('session.silent', 'session.denied', 'session.failed'),
  ),
  proves: any(
    all(
      symptom('tcp.refused'),
      seen('server.unit', { unit: /^sshd?\.service$/, active: 'failed', result: 'oom-kill' }),
    ),
    all(any(endsInSsh, symptom('tcp.refused')), sshdKilled, scarce),
    all(endsInSsh, unitKilled, scarce),
    all(any(endsInSsh, symptom('session.denied')), noMemory, scarce),
    // The loader says it of what sshd starts for a connection, or the kernel counts what it has killed for the limit.
    all(
      loadsNot,
      seen('server.resource', { what: 'memory', state: ['short', 'exhausted'], text: /RLIMIT_(?:AS|DATA)/ }),
    ),
    seen('server.resource', { what: 'memory', state: 'exhausted', text: /processes were killed for it/ }),
  ),
  suggests: [
    sshdKilled,
    unitKilled,
    noMemory,
    // A process of the connection ended where it needs memory of its own, or could not even load.
    endsWordless,
    loadsNot,
    seen('kex.end', { how: ['closed', 'reset'], after: 'version' }),
    all(
      seen('server.resource', { what: 'memory', state: 'exhausted' }),
      any(endsInSsh, symptom('tcp.timeout', 'identification.silent')),
    ),
    seen('server.log', {
      program: /^systemd/,
      message:
        /^sshd?\S*\.service: (?:A process of this unit has been killed by the OOM killer|Failed with result 'oom-kill')/,
    }),
    seen('sshd.log', { message: /child (?:\d+ )?terminated by signal 9|killed by signal 9/ }),
  ],
  excludes: sshdIsFull,
  explains: ['sshd-not-running'],
  lookalikes: [
    {
      cause: 'process-limit',
      difference: '"Resource temporarily unavailable" is a limit on processes; "Cannot allocate memory" is memory.',
    },
    {
      cause: 'sshd-crash',
      difference: 'A crash ends with signal 11 or 31; the kernel kills with signal 9 and says so.',
    },
    { cause: 'system-overloaded', difference: 'Busy but alive: sshd answers late.' },
  ],
  check: {
    at: 'server',
    what: 'see whether the kernel has killed for want of memory',
    command:
      "free -m; dmesg -T | grep -i -e 'out of memory' -e 'killed process'; systemctl show -p Result,MemoryCurrent,MemoryMax ssh sshd",
  },
  fix: [
    {
      who: 'server',
      risk: 'none',
      general: true,
      say: 'At the console: see who takes the memory, stop that, and start sshd again.',
      commands: [
        'ps -eo pid,rss,args --sort=-rss | head',
        'systemctl reset-failed ssh sshd; systemctl start ssh || systemctl start sshd',
      ],
    },
    {
      who: 'server',
      risk: 'none',
      general: true,
      platform: 'Linux',
      say: 'Give the machine swap for the worst moments.',
      commands: ['fallocate -l 1G /swapfile && chmod 600 /swapfile && mkswap /swapfile && swapon /swapfile'],
      undo: ['swapoff /swapfile && rm /swapfile'],
    },
    {
      who: 'server',
      risk: 'restart',
      general: true,
      platform: 'container or service with a memory limit',
      say: 'Raise the limit.',
      commands: [
        'docker update --memory 1g --memory-swap 1g CONTAINER',
        'systemctl set-property ssh.service MemoryMax=512M',
      ],
      undo: ['systemctl revert ssh.service'],
    },
  ],
  sources: [
    'systemd.service(5): Result=oom-kill',
    'linux: mm/oom_kill.c',
    'fork(2): ENOMEM',
    'openssh-portable xmalloc.c',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'the unit failed since the kernel killed it',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'oom-kill' }],
    ],
  },
  {
    name: 'sshd gets no memory for a child',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['sshd.log', { message: 'error: fork: Cannot allocate memory' }],
      ['server.resource', { what: 'memory', state: 'exhausted', text: 'MemAvailable 1204 kB' }],
    ],
  },
  {
    name: 'look-alike: a session of some time ago was killed, and there is memory now',
    expect: 'possible',
    covers: ['server.resource'],
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      [
        'server.log',
        {
          program: 'kernel',
          message: 'Out of memory: Killed process 2113 (sshd) total-vm:15432kB, anon-rss:120kB, file-rss:0kB',
        },
      ],
    ],
  },
  {
    name: 'another protocol answers',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'identification.not-ssh', stage: 'identification' }]],
  },
  {
    name: 'what sshd starts cannot map its libraries under the limit that is set',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      [
        'sshd.log',
        {
          message:
            '/usr/sbin/sshd: error while loading shared libraries: libcrypto.so.1.1: failed to map segment from shared object',
        },
      ],
      [
        'server.resource',
        { what: 'memory', state: 'exhausted', text: 'sshd may map 4000000 bytes of memory (RLIMIT_AS)' },
      ],
    ],
  },
  {
    name: 'what sshd starts may have no data of its own',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      [
        'sshd.log',
        { message: '/usr/sbin/sshd: error while loading shared libraries: libpam.so.0: failed to map segment' },
      ],
      [
        'server.resource',
        { what: 'memory', state: 'exhausted', text: 'sshd may map 120000 bytes of memory (RLIMIT_DATA)' },
      ],
    ],
  },
  {
    name: 'the server alone: the kernel has killed for the limit of the unit',
    expect: 'confirmed',
    end: 'server',
    seen: [
      [
        'server.resource',
        {
          what: 'memory',
          state: 'exhausted',
          text: '2990080 of 3000320 bytes of /sys/fs/cgroup/system.slice/ssh.service, 3 processes were killed for it',
        },
      ],
    ],
  },
  {
    name: 'look-alike: a unit near its limit, for which nothing was killed',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'kex.closed', stage: 'kex' }],
      ['kex.end', { how: 'closed', after: 'version', by: 'ssh' }],
      [
        'server.resource',
        { what: 'memory', state: 'short', text: '970 of 1000 bytes of /sys/fs/cgroup/system.slice/ssh.service' },
      ],
    ],
  },
];
