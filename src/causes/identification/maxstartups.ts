import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';
import { failsByTurns, saysMaxStartups, sshdTurnsAway } from '../signs.ts';

// sshd says and logs the same for MaxStartups and for PerSourceMaxStartups, which came with 8.5.
const noPerSourceLimit = any(
  not(seen('server.setting', { keyword: /^persourcemaxstartups$/i, value: /^(?!none$)/i })),
  seen('identification.version', { software: /^OpenSSH_(?:[4-7]\.|8\.[0-4](?!\d))/ }),
);

export const cause: Cause = {
  id: 'maxstartups',
  stage: 'identification',
  family: 'limited',
  who: 'server',
  decidedBy: 'both',
  meaning: 'more unauthenticated connections than MaxStartups admits: sshd drops new ones, at random or all',
  title: 'sshd on {host} is dropping new connections: too many are waiting to log in (MaxStartups).',
  sees: 'The connection is closed or reset at once, before the version line. A second try often works.',
  why: `sshd counts connections that have not logged in yet. From the first number of MaxStartups on it drops new ones at
    random, from the last on all of them. Scanners, parallel jobs and slow logins fill the slots.`,
  cases: 11,
  behind: { 'identification.closed': 5, 'identification.reset': 2 },
  requires: any(
    symptom('tcp.reset', 'identification.closed', 'identification.reset', 'identification.not-ssh'),
    all(not(seen('symptom')), seen('attempts.rate', { share: 'some' })),
  ),
  proves: any(
    // sshd counts in its own title, and takes nobody from the last number on.
    seen('server.resource', { what: 'startups', state: 'exhausted', text: /MaxStartups/ }),
    all(
      any(
        seen('identification.line', { text: /^Exceeded MaxStartups/ }),
        seen('sshd.log', {
          message:
            /^drop connection #\d+ from .* (?:past )?Max[Ss]tartups|^(?:error: )?(?:beginning|in) MaxStartups throttling/,
        }),
      ),
      noPerSourceLimit,
    ),
  ),
  suggests: [
    seen('server.resource', { what: 'startups', state: ['short', 'exhausted'], text: /MaxStartups/ }),
    sshdTurnsAway,
    seen('identification.line', { text: /^Exceeded MaxStartups/ }),
    seen('sshd.log', { message: /^drop connection #\d{2,} from .* (?:past )?Max[Ss]tartups/ }),
    seen('sshd.log', {
      message: /^(?:error: )?(?:beginning|in|exited) MaxStartups throttling|^Maxstartups logging rate-limited/,
    }),
    seen('attempts.rate', { share: 'some' }),
    failsByTurns('identification.closed', 'identification.reset', 'tcp.reset'),
    // Without a word only up to 8.1, and mostly by chance: who listens first gets the words of later releases.
    all(
      seen('identification.end', { how: ['closed', 'reset'], bytes: 0, afterMs: { min: 0.1, max: 500 } }),
      not(seen('identification.end', { how: ['closed', 'reset'], bytes: 0, by: 'socket' })),
      not(seen('attempts.rate', { share: 'all' })),
    ),
  ],
  // Who listens before it speaks always gets the words of those releases that have them.
  excludes: all(
    saysMaxStartups,
    seen('identification.end', { how: ['closed', 'reset'], bytes: 0, by: 'socket' }),
    not(seen('identification.line')),
  ),
  lookalikes: [
    {
      cause: 'persourcepenalties',
      difference:
        'A penalty hits every try from one source and no other source; MaxStartups hits all sources, mostly at random.',
    },
    {
      cause: 'rate-limit-per-source',
      difference: 'The words are the same; N in "drop connection #N" is then below the first number of MaxStartups.',
    },
    {
      cause: 'hosts-deny',
      difference: 'TCP wrappers close after five seconds, each time; MaxStartups closes at once.',
    },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Try again after a pause, and open fewer connections at once: one shared connection serves many jobs.',
      commands: ['sleep 30; ssh -o ControlMaster=auto -o ControlPath=~/.ssh/cm-%C -o ControlPersist=60 {user}@{host}'],
      undo: ['ssh -o ControlPath=~/.ssh/cm-%C -O exit {user}@{host}'],
    },
    {
      who: 'server',
      risk: 'reload',
      platform: 'Debian, Ubuntu',
      say: 'Give the waiting room more places, and let stalled logins leave it sooner.',
      commands: [
        "printf 'MaxStartups 50:30:200\\nLoginGraceTime 30\\n' > /etc/ssh/sshd_config.d/00-startups.conf",
        'sshd -t && systemctl reload ssh',
      ],
      undo: ['rm /etc/ssh/sshd_config.d/00-startups.conf', 'systemctl reload ssh'],
    },
  ],
  sources: [
    'sshd_config(5): MaxStartups, LoginGraceTime',
    'openssh-portable sshd.c: should_drop_connection, drop_connection',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'sshd says so, and no limit per source is set',
    expect: 'confirmed',
    covers: ['identification.version', 'server.setting'],
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['identification.line', { text: 'Exceeded MaxStartups', n: 0 }],
      ['identification.end', { how: 'reset', afterMs: 3, bytes: 22, by: 'socket' }],
      ['server.setting', { keyword: 'persourcemaxstartups', value: 'none' }],
    ],
  },
  {
    name: 'one attempt in three is dropped by a release that knows no limit per source',
    expect: 'confirmed',
    seen: [
      ['attempts.rate', { tried: 3, failed: 1, share: 'some' }],
      ['identification.line', { text: 'Exceeded MaxStartups', n: 0 }],
      ['identification.version', { protocol: '2.0', software: 'OpenSSH_8.4p1', comments: 'Debian-5+deb11u3' }],
    ],
  },
  {
    name: 'look-alike: a limit per source has the same words',
    expect: 'possible',
    covers: ['identification.version'],
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['identification.line', { text: 'Exceeded MaxStartups', n: 0 }],
      ['sshd.log', { message: 'drop connection #3 from [198.51.100.7]:40112 on [192.0.2.5]:22 past MaxStartups' }],
      ['server.setting', { keyword: 'persourcemaxstartups', value: '3' }],
    ],
  },
  {
    name: 'look-alike: the words of 9.8 and later are those of a penalty too',
    expect: 'possible',
    covers: ['identification.version'],
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['identification.line', { text: 'Not allowed at this time', n: 0 }],
      ['identification.end', { how: 'closed', afterMs: 3, bytes: 26, by: 'socket' }],
    ],
  },
  {
    name: 'our socket listened first, and this release would have told',
    expect: 'ruled-out',
    covers: ['identification.line'],
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['identification.end', { how: 'closed', afterMs: 2, bytes: 0, by: 'socket' }],
      ['identification.version', { protocol: '2.0', software: 'OpenSSH_9.2p1' }],
    ],
  },
  {
    name: 'a refused port never got that far',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'tcp.refused', stage: 'tcp' }]],
  },
  {
    name: 'the server alone: sshd counts as many as it takes',
    expect: 'confirmed',
    end: 'server',
    seen: [
      [
        'server.resource',
        {
          what: 'startups',
          state: 'exhausted',
          text: '3 connections wait to log in; MaxStartups begins at 3, and takes none from 3 on',
        },
      ],
    ],
  },
  {
    name: 'look-alike: it has begun to drop at random, and nobody has said that it dropped this one',
    expect: 'possible',
    end: 'server',
    seen: [
      [
        'server.resource',
        {
          what: 'startups',
          state: 'short',
          text: '12 connections wait to log in; MaxStartups begins at 10, and takes none from 100 on',
        },
      ],
    ],
  },
];
