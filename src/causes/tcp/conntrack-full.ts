import { all, any, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { kernelCounters } from '../checks.ts';
import { silentAltogether, sshdIsFull } from '../signs.ts';

const full = seen('server.resource', { what: 'conntrack', state: 'exhausted' });
const says = seen('server.log', {
  program: 'kernel',
  message: /(?:nf|ip)_conntrack: table full(?: in netns \d+)?, dropping packet/,
});
const stoppedBeforeSsh = all(
  seen('attempts.rate', { share: 'some' }),
  seen('attempt', { ok: false, symptom: 'tcp.timeout' }),
);

const looked = seen('server.resource', { what: 'conntrack' });

export const cause: Cause = {
  id: 'conntrack-full',
  stage: 'tcp',
  family: 'exhausted',
  who: 'server',
  decidedBy: 'server',
  meaning: 'the connection tracking table is full',
  title: "The firewall's table of connections on {host} is full: new connections are dropped.",
  sees: 'Time-outs now and then, at every port of the host; sessions that are open go on.',
  why: 'The kernel notes each connection that its firewall sees. Many short ones (web traffic, scans, DNS) fill the table, and new ones get no place.',
  cases: 1,
  behind: { 'tcp.timeout': 1 },
  requires: any(
    symptom('tcp.timeout', 'identification.silent', 'kex.silent'),
    all(
      seen('attempts.rate', { share: 'some' }),
      seen('attempt', { ok: false, symptom: ['tcp.timeout', 'identification.silent', 'kex.silent'] }),
    ),
  ),
  // A full table turns away all that is new, whoever asks. The kernel's line may be of any day: the table itself must have
  // been looked at as well, and one that has room bars it.
  proves: any(full, all(says, looked, any(symptom('tcp.timeout'), stoppedBeforeSsh))),
  suggests: [
    full,
    says,
    seen('server.resource', { what: 'conntrack', state: 'short' }),
    stoppedBeforeSsh,
    silentAltogether,
  ],
  excludes: any(sshdIsFull, seen('server.resource', { what: 'conntrack', state: 'ok' })),
  lookalikes: [
    {
      cause: 'packet-loss',
      difference: 'Loss also hits sessions that are open; a full table stops only new connections.',
    },
    { cause: 'firewall-rate-limit', difference: 'A limit counts your tries; the table counts the connections of all.' },
    { cause: 'accept-queue-full', difference: 'There only the SSH port suffers.' },
  ],
  check: kernelCounters,
  fix: [
    {
      who: 'server',
      risk: 'none',
      platform: 'Linux',
      say: 'Make the table larger, now and at boot: an entry takes some 300 bytes of memory.',
      commands: [
        'sysctl net.netfilter.nf_conntrack_max net.netfilter.nf_conntrack_count',
        'sysctl -w net.netfilter.nf_conntrack_max=262144',
        "echo 'net.netfilter.nf_conntrack_max = 262144' > /etc/sysctl.d/60-conntrack.conf",
      ],
      undo: ['rm /etc/sysctl.d/60-conntrack.conf', 'sysctl -w net.netfilter.nf_conntrack_max=OLD_VALUE'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'Linux',
      say: 'See who fills it.',
      commands: ["conntrack -L 2>/dev/null | grep -o 'src=[^ ]*' | sort | uniq -c | sort -rn | head"],
    },
  ],
  sources: ['linux: Documentation/networking/nf_conntrack-sysctl', 'linux: net/netfilter/nf_conntrack_core.c'],
};

export const examples: readonly Example[] = [
  {
    name: 'the kernel says that the table is full',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.resource', { what: 'conntrack', state: 'exhausted', text: '65536 of 65536' }],
      ['server.log', { program: 'kernel', message: 'nf_conntrack: nf_conntrack: table full, dropping packet' }],
    ],
  },
  {
    name: 'look-alike: a line of the log that may be of any day',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.log', { program: 'kernel', message: 'nf_conntrack: nf_conntrack: table full, dropping packet' }],
    ],
  },
  {
    name: 'look-alike: it was full once, and now has room',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.resource', { what: 'conntrack', state: 'ok', text: '812 of 65536' }],
      ['server.log', { program: 'kernel', message: 'nf_conntrack: nf_conntrack: table full, dropping packet' }],
    ],
  },
  {
    name: 'the login itself is refused each time',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'auth.denied', stage: 'auth' }]],
  },
  {
    name: 'the server alone: the table has no room',
    expect: 'confirmed',
    end: 'server',
    seen: [
      ['server.resource', { what: 'conntrack', state: 'exhausted', text: '262144 of 262144 connections in the table' }],
    ],
  },
];
