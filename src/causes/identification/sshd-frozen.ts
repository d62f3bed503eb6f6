import { all, any, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { failsByTurns, quickElsewhere, sshdIsFull } from '../signs.ts';

/** The listener itself: a session that a debugger holds hurts nobody else, nor does the sshd of a container. */
const stopped = seen('server.process', { name: 'sshd', listener: true, state: 'stopped', apart: false });
const hung = seen('server.log', {
  program: 'kernel',
  message: /INFO: task sshd(?:-session|-auth)?:\d+ blocked for more than \d+ seconds/,
});

export const cause: Cause = {
  id: 'sshd-frozen',
  stage: 'identification',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'both',
  meaning: 'the kernel accepts connections and the sshd process does not (stopped, hung in I/O)',
  title: 'sshd on {host} is frozen: the machine takes the connection, and sshd never picks it up.',
  sees: 'The connection opens and then nothing comes. After some 128 waiting connections even opening one times out.',
  why: 'The process was stopped (a debugger, Ctrl-Z, a frozen container), or it hangs on a disk or network share that does not answer.',
  cases: 0,
  requires: symptom('tcp.timeout', 'identification.silent', 'kex.silent', 'auth.silent', 'session.silent'),
  proves: any(hung, stopped),
  suggests: [
    seen('identification.end', { how: 'silent', bytes: 0 }),
    quickElsewhere,
    failsByTurns('identification.silent'),
    all(
      symptom('identification.silent', 'tcp.timeout'),
      seen('server.resource', { what: 'backlog', state: ['short', 'exhausted'] }),
    ),
  ],
  // It has sent what does not arrive. A line of its log may have come when it went on.
  excludes: any(
    sshdIsFull,
    all(symptom('identification.silent'), seen('server.unacknowledged', { retransmissions: { min: 3 } })),
  ),
  // Nobody takes connections out of its queue.
  explains: ['accept-queue-full'],
  lookalikes: [
    { cause: 'fd-exhausted', difference: 'sshd runs, and its log repeats "Too many open files".' },
    {
      cause: 'system-overloaded',
      difference: 'The other services of the host are slow as well, and after a long wait the version line comes.',
    },
    { cause: 'nonssh-service', difference: 'Another program may wait for a first word of its own protocol.' },
  ],
  check: {
    at: 'server',
    what: 'look at the state of the sshd processes (T is stopped, D hangs in I/O) and at the queue of its listener',
    command:
      "ps -eo pid,stat,wchan:24,args | grep '[s]shd'; ss -ltn 'sport = :{port}'; dmesg | grep -i 'blocked for more'",
  },
  fix: [
    {
      who: 'server',
      risk: 'none',
      general: true,
      say: 'Wake a stopped process (state T).',
      commands: ['systemctl kill -s CONT ssh || systemctl kill -s CONT sshd'],
    },
    {
      who: 'server',
      risk: 'restart',
      general: true,
      platform: 'systemd',
      say: 'Restart the service. Open sessions stay. A process in state D ends only when its disk or share answers again.',
      commands: ['systemctl restart ssh || systemctl restart sshd'],
    },
  ],
  sources: ['proc(5): state', 'listen(2): backlog', 'Linux: Documentation/admin-guide/sysctl/kernel.rst, hung_task'],
};

export const examples: readonly Example[] = [
  {
    name: 'what sshd has sent does not arrive',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'identification.silent', stage: 'identification' }],
      ['server.unacknowledged', { octets: 1121, retransmissions: 7 }],
    ],
  },
  {
    name: 'the kernel says that sshd hangs',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.silent', stage: 'identification' }],
      ['identification.end', { how: 'silent', afterMs: 9000, bytes: 0, by: 'ssh' }],
      ['server.log', { program: 'kernel', message: 'INFO: task sshd:812 blocked for more than 120 seconds.' }],
    ],
  },
  {
    name: 'look-alike: silence alone may be a lack of file descriptors, or another service',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.silent', stage: 'identification' }],
      ['identification.end', { how: 'silent', afterMs: 9000, bytes: 0, by: 'ssh' }],
      ['tcp.control', { address: '192.0.2.5', port: 41873, outcome: 'refused', unused: true, ms: 1 }],
    ],
  },
  {
    name: 'a close is an act of a process that runs',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'identification.closed', stage: 'identification' }]],
  },
  {
    name: 'the server alone: the listener is stopped',
    expect: 'confirmed',
    end: 'server',
    seen: [
      ['server.process', { name: 'sshd', pid: 40, listener: true, state: 'stopped', replaced: false, apart: false }],
    ],
  },
  {
    name: 'look-alike: a session that a debugger holds',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.silent', stage: 'identification' }],
      ['server.process', { name: 'sshd', pid: 912, listener: false, state: 'stopped', replaced: false, apart: false }],
    ],
  },
  {
    name: 'look-alike: what is stopped is the sshd of a container',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.silent', stage: 'identification' }],
      ['server.process', { name: 'sshd', pid: 912, listener: true, state: 'stopped', replaced: false, apart: true }],
    ],
  },
];
