import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { gaveUp, gaveUpSoon, sshdTurnsAway } from '../signs.ts';

// A first packet that was lost and sent again after one second needs just over a second too: that is no slow path.
const slowPath = any(
  seen('tcp.too-short', { neededMs: { min: 1100, max: 2999 } }),
  seen('tcp.too-short', { neededMs: { min: 3150 } }),
  all(seen('tcp.too-short'), seen('tcp.info', { rttMs: { min: 900 } })),
);

const maybeSoon = all(gaveUp, not(seen('auth.end', { afterMs: { min: 10_001 } })));

export const cause: Cause = {
  id: 'timeout-too-short',
  stage: 'tcp',
  family: 'client',
  who: 'client',
  decidedBy: 'client',
  meaning: 'ConnectTimeout is shorter than the path needs',
  title: 'Your side gives up too early: {host} answers, but later than your settings allow.',
  sees: 'Connection timed out, after exactly the seconds of a setting of yours. With more patience it works.',
  why: `ConnectTimeout covers opening the connection and the version line of the server. A path over satellite or mobile
    radio, or a machine that first has to wake up, needs longer than the second or two that a script grants it. ServerAliveInterval
    counts during the login as well, where a server may wait for a directory or for a person with a telephone.`,
  cases: 1,
  behind: { 'tcp.timeout': 1 },
  requires: any(symptom('tcp.timeout', 'identification.silent', 'kex.silent'), seen('tcp.too-short'), maybeSoon),
  proves: slowPath,
  suggests: [
    seen('tcp.too-short'),
    gaveUpSoon,
    all(
      symptom('tcp.timeout', 'identification.silent'),
      seen('config.setting', { keyword: 'connecttimeout', value: /^[1-5]$/ }),
    ),
  ],
  excludes: any(
    sshdTurnsAway,
    stopsAt('config', 'name', 'route', 'hostkey', 'session'),
    // A text does not tell how long it was silent.
    all(stopsAt('auth'), not(maybeSoon)),
    symptom('tcp.refused', 'tcp.reset', 'tcp.failed', 'identification.not-ssh', 'identification.invalid'),
    symptom('identification.closed', 'identification.reset', 'kex.no-match', 'kex.invalid', 'kex.failed'),
    all(seen('config.setting', { keyword: 'connecttimeout', value: 'none' }), not(gaveUpSoon)),
    all(symptom('tcp.timeout'), seen('tcp.control', { outcome: 'open', ms: { max: 500 } })),
    all(seen('tcp.too-short'), seen('tcp.control', { outcome: 'open', ms: { max: 500 } })),
  ),
  lookalikes: [
    {
      cause: 'firewall-server',
      difference: 'Behind a DROP rule no patience helps; here the answer comes after the limit.',
    },
    {
      cause: 'packet-loss',
      difference:
        'Lost first packets are sent again after 1, 3 and 7 seconds, so the time needed jumps from try to try.',
    },
  ],
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Try once with more patience.',
      commands: ['ssh -o ConnectTimeout=30 -p {port} {user}@{host}'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Or, where it ends during the login, without a limit on silence.',
      commands: ['ssh -o ServerAliveInterval=0 -p {port} {user}@{host}'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Find where the short limit is set, and raise it there. Tools bring their own (Ansible: timeout in ansible.cfg).',
      commands: ['ssh -G {host} | grep -i connecttimeout; grep -rin connecttimeout ~/.ssh/config /etc/ssh/ssh_config*'],
    },
  ],
  sources: [
    'ssh_config(5): ConnectTimeout',
    'openssh-portable sshconnect.c: timeout_connect',
    'RFC 6298 §2 (first retransmission after 1 s)',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'ssh ends the login after a second in which nothing came: the server may still be at work',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.silent', stage: 'auth' }],
      ['auth.end', { how: 'silent', text: 'Connection to 192.0.2.5 port 22 timed out', afterMs: 1050 }],
    ],
  },
  {
    name: 'the same, where no ConnectTimeout is set: that is another limit',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.silent', stage: 'auth' }],
      ['config.setting', { keyword: 'connecttimeout', value: 'none' }],
      ['auth.end', { how: 'silent', text: 'Connection to 192.0.2.5 port 22 timed out', afterMs: 1050 }],
    ],
  },
  {
    name: 'a text says so, and not after how long',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.silent', stage: 'auth' }],
      ['auth.end', { how: 'silent', text: 'Connection to 192.0.2.5 port 22 timed out' }],
    ],
  },
  {
    name: 'look-alike: the login is silent for most of a minute',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'auth.silent', stage: 'auth' }],
      ['auth.end', { how: 'silent', text: 'Connection to 192.0.2.5 port 22 timed out', afterMs: 45_000 }],
    ],
  },
  {
    name: 'one second is granted, and the path needs 2.2',
    expect: 'confirmed',
    seen: [
      ['config.setting', { keyword: 'connecttimeout', value: '1' }],
      ['tcp.connect', { address: '192.0.2.5', family: 4, port: 22, outcome: 'open', ms: 2200, by: 'socket' }],
      ['tcp.too-short', { limitMs: 1000, neededMs: 2200 }],
    ],
  },
  {
    name: 'look-alike: the first packet was lost and sent again',
    expect: 'possible',
    seen: [
      ['config.setting', { keyword: 'connecttimeout', value: '1' }],
      ['tcp.connect', { address: '192.0.2.5', family: 4, port: 22, outcome: 'open', ms: 1012, by: 'socket' }],
      ['tcp.too-short', { limitMs: 1000, neededMs: 1012 }],
    ],
  },
  {
    name: 'look-alike: a neighbouring port answers in no time, so the path is fast',
    expect: 'ruled-out',
    covers: ['config.setting'],
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['tcp.control', { address: '192.0.2.5', port: 443, outcome: 'open', unused: false, ms: 14 }],
    ],
  },
];
