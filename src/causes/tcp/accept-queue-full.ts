import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { kernelCounters } from '../checks.ts';
import { silentBesideOthers, sshdIsFull } from '../signs.ts';

const acceptQueue = /accept|Recv-Q|listen ?(?:queue|overflow)|ListenOverflows/i;
// While it is full the kernel throws new connections away, whoever asks.
const overflows = seen('server.resource', { what: 'backlog', state: 'exhausted', text: acceptQueue });
const stoppedBeforeSsh = all(
  seen('attempts.rate', { share: 'some' }),
  seen('attempt', { ok: false, symptom: 'tcp.timeout' }),
);

export const cause: Cause = {
  id: 'accept-queue-full',
  stage: 'tcp',
  family: 'exhausted',
  who: 'server',
  decidedBy: 'server',
  meaning: "the listener's accept queue overflows",
  title: 'Connections to {host} pile up: sshd fetches them more slowly than they come, and the queue is full.',
  sees: 'Connecting takes 1, 3 or 7 seconds or times out; or it opens and nothing comes.',
  why: `The kernel keeps complete connections in a queue until sshd takes them. A short queue (somaxconn, Backlog= of a socket unit),
    a burst of clients, or an sshd that is held up lets it run over.`,
  cases: 0,
  requires: any(
    symptom('tcp.timeout', 'tcp.reset', 'identification.silent', 'identification.reset'),
    all(
      seen('attempts.rate', { share: 'some' }),
      seen('attempt', {
        ok: false,
        symptom: ['tcp.timeout', 'tcp.reset', 'identification.silent', 'identification.reset'],
      }),
    ),
  ),
  proves: any(
    overflows,
    // What keeps sshd from its queue, where systemd holds that and has not come to start it.
    all(overflows, seen('server.unit', { unit: /^sshd?\.service$/, active: 'activating', check: /./ })),
  ),
  suggests: [
    overflows,
    silentBesideOthers,
    stoppedBeforeSsh,
    all(seen('tcp.connect', { outcome: 'timeout' }), seen('identification.end', { how: 'silent', bytes: 0 })),
    seen('tcp.connect', { outcome: 'open', ms: { min: 950 } }),
  ],
  excludes: any(
    sshdIsFull,
    // Then this connection had a place in the queue, and it waits for who should take it out.
    all(overflows, symptom('identification.silent')),
    all(
      symptom('tcp.timeout'),
      seen('server.resource', { what: 'backlog', state: 'ok', text: acceptQueue }),
      not(overflows),
    ),
  ),
  lookalikes: [
    {
      cause: 'sshd-frozen',
      difference: 'sshd has stopped altogether, and the queue fills behind it. Look at the state of the process first.',
    },
    { cause: 'syn-flood', difference: 'There the connections never get complete.' },
    { cause: 'maxstartups', difference: 'sshd fetches the connection and closes it at once.' },
  ],
  check: kernelCounters,
  fix: [
    {
      who: 'server',
      risk: 'none',
      general: true,
      say: 'See first whether sshd takes connections at all: its state must be S, not T or D.',
      commands: ['ps -o pid,stat,wchan:20,args -C sshd', "ss -ltnp 'sport = :{port}'"],
    },
    {
      who: 'server',
      risk: 'restart',
      general: true,
      platform: 'Linux',
      say: 'Give the queue its usual length. It counts from the next start of the listener; open sessions stay.',
      commands: ['sysctl -w net.core.somaxconn=4096', 'systemctl restart ssh || systemctl restart sshd'],
      undo: ['sysctl -w net.core.somaxconn=128'],
    },
    {
      who: 'server',
      risk: 'restart',
      general: true,
      platform: 'systemd with ssh.socket',
      say: 'With socket activation the length comes from the unit.',
      commands: [
        "mkdir -p /etc/systemd/system/ssh.socket.d && printf '[Socket]\\nBacklog=128\\n' > /etc/systemd/system/ssh.socket.d/backlog.conf",
        'systemctl daemon-reload && systemctl restart ssh.socket',
      ],
      undo: [
        'rm /etc/systemd/system/ssh.socket.d/backlog.conf',
        'systemctl daemon-reload && systemctl restart ssh.socket',
      ],
    },
  ],
  sources: ['listen(2)', 'ss(8): Recv-Q and Send-Q of a listener', 'systemd.socket(5): Backlog='],
};

export const examples: readonly Example[] = [
  {
    name: 'systemd holds the queue, and what it runs before sshd does not end',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.resource', { what: 'backlog', state: 'exhausted', text: 'accept queue: Recv-Q 3 of 2' }],
      [
        'server.unit',
        {
          unit: 'ssh.service',
          load: 'loaded',
          active: 'activating',
          check: '/usr/local/sbin/wait-for-mount, which has not come to its end',
        },
      ],
    ],
  },
  {
    name: 'the queue of the listener holds more than its length',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.resource', { what: 'backlog', state: 'exhausted', text: 'LISTEN Recv-Q 2 Send-Q 1 0.0.0.0:22' }],
    ],
  },
  {
    name: 'look-alike: it opens and stays silent, which a frozen sshd does as well',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.silent', stage: 'identification' }],
      ['server.resource', { what: 'backlog', state: 'exhausted', text: 'LISTEN Recv-Q 129 Send-Q 128 0.0.0.0:22' }],
    ],
  },
  {
    name: 'nothing listens',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'tcp.refused', stage: 'tcp' }]],
  },
  {
    name: 'the server alone: the queue of the listener is over its length',
    expect: 'confirmed',
    end: 'server',
    seen: [['server.resource', { what: 'backlog', state: 'exhausted', text: 'accept queue: Recv-Q 129 of 128' }]],
  },
  {
    name: 'look-alike: half of the queue is in use',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.resource', { what: 'backlog', state: 'short', text: 'accept queue: Recv-Q 80 of 128' }],
    ],
  },
];
