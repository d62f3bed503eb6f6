import { all, any, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';

// libwrap sleeps five seconds before it hangs up on somebody it refuses.
const fiveSeconds = seen('identification.end', {
  how: ['closed', 'reset'],
  bytes: 0,
  afterMs: { min: 4800, max: 5600 },
});

const listed = seen('server.ban', { by: /^(?:\/etc\/)?hosts[.-](?:deny|allow)$/ });
/** libwrap tells syslog whom it hands to another program in the place of sshd (hosts_options(5): twist). */
const twisted = seen('sshd.log', { message: /^twist \S+ to \S/ });

export const cause: Cause = {
  id: 'hosts-deny',
  stage: 'identification',
  family: 'limited',
  who: 'server',
  decidedBy: 'both',
  lasting: true,
  meaning: 'TCP wrappers (hosts.deny, hosts.allow) refuse this source',
  title: 'TCP wrappers on {host} refuse your address: /etc/hosts.deny and /etc/hosts.allow do not let it in.',
  sees: 'The connection opens, nothing comes for five seconds, then it is closed or reset.',
  why: `Some builds of sshd (Debian, Ubuntu, FreeBSD, RHEL 7) ask /etc/hosts.allow and /etc/hosts.deny about each source.
    Hardening scripts and programs such as DenyHosts write there.`,
  cases: 5,
  behind: { 'identification.closed': 1, 'identification.reset': 4 },
  requires: symptom('identification.closed', 'identification.reset', 'identification.silent', 'identification.not-ssh'),
  proves: any(
    seen('sshd.log', { message: /^(?:warning: )?refused connect from / }),
    all(fiveSeconds, listed),
    all(twisted, listed),
  ),
  suggests: [fiveSeconds, listed, twisted],
  excludes: any(
    seen('identification.end', { how: ['closed', 'reset'], bytes: 0, afterMs: { max: 4500 }, by: 'socket' }),
    seen('identification.line', { text: /^Exceeded MaxStartups/ }),
  ),
  stands: listed,
  lookalikes: [
    { cause: 'maxstartups', difference: 'It closes at once, and mostly not each time.' },
    {
      cause: 'backend-down-behind-forwarder',
      difference:
        'A balancer with a time-out of five seconds looks the same; sshd then logs no "refused connect from".',
    },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'server',
      risk: 'none',
      say: 'Read which line matches, then let your network in. The files are read anew for each connection.',
      commands: [
        'grep -nv "^#" /etc/hosts.allow /etc/hosts.deny',
        "sed -i.bak '1i sshd: 192.0.2.0/255.255.255.0' /etc/hosts.allow",
      ],
      undo: ['mv /etc/hosts.allow.bak /etc/hosts.allow'],
    },
  ],
  sources: ['hosts_access(5)', 'hosts_options(5)', 'Debian openssh: debian/patches, restore-tcp-wrappers'],
};

export const examples: readonly Example[] = [
  {
    name: 'hosts.allow hands the client to a program that says no',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['identification.line', { text: '421 not welcome here', n: 1 }],
      ['server.ban', { by: 'hosts.allow', address: 'ALL' }],
      ['sshd.log', { message: 'twist 192.0.2.1 to /bin/echo 421 not welcome here' }],
    ],
  },
  {
    name: 'look-alike: somebody was handed to a program, and it may have been another',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['sshd.log', { message: 'twist 198.51.100.7 to /bin/echo 421 not welcome here' }],
    ],
  },
  {
    name: 'sshd logs the refusal',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['identification.end', { how: 'reset', afterMs: 5004, bytes: 0, by: 'ssh' }],
      ['sshd.log', { message: 'refused connect from 198.51.100.7 (198.51.100.7)' }],
    ],
  },
  {
    name: 'look-alike: five seconds alone may be the time-out of a balancer',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['identification.end', { how: 'closed', afterMs: 5006, bytes: 0, by: 'socket' }],
    ],
  },
  {
    name: "look-alike: somebody else's refusal in the log, and our connection closed at once",
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['identification.end', { how: 'closed', afterMs: 2, bytes: 0, by: 'socket' }],
      ['sshd.log', { message: 'refused connect from 203.0.113.9 (203.0.113.9)' }],
    ],
  },
  {
    name: 'it hangs up at once',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['identification.end', { how: 'closed', afterMs: 2, bytes: 0, by: 'socket' }],
    ],
  },
  {
    name: 'it waits behind a port that does not answer',
    expect: 'ruled-out',
    waits: true,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.ban', { by: 'hosts.deny', address: '192.0.2.0/24' }],
    ],
  },
  {
    name: 'look-alike: behind a port that does not answer it stops nobody',
    expect: 'ruled-out',
    waits: false,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.ban', { by: 'sshd', address: '192.0.2.7' }],
    ],
  },
];
