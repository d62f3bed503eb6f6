import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';

const dropped = seen('sshd.log', { message: /^drop connection #\d+ from .* penalty: / });
const notAllowed = seen('identification.line', { text: /^Not allowed at this time/ });

export const cause: Cause = {
  id: 'persourcepenalties',
  stage: 'identification',
  family: 'limited',
  who: 'server',
  decidedBy: 'client',
  meaning: "sshd's own PerSourcePenalties refuse this source for a while",
  title:
    'sshd on {host} is refusing your address for a while: too many failed or unfinished logins (PerSourcePenalties).',
  sees: 'The connection is closed or reset at once, each time, after the words "Not allowed at this time".',
  why: `Since release 9.8 sshd keeps account of each address. Failed logins, connections that end without a login, and
    crashes add seconds; from 15 seconds on the address is refused until they have passed. Port checks count as well.`,
  cases: 8,
  behind: { 'identification.closed': 6, 'identification.reset': 6 },
  requires: any(
    symptom('tcp.reset', 'identification.closed', 'identification.reset', 'identification.not-ssh'),
    all(not(seen('symptom')), seen('attempts.rate', { share: 'some' })),
  ),
  proves: dropped,
  suggests: [
    notAllowed,
    // Penalties are on by default, and hit each try.
    all(notAllowed, not(seen('attempts.rate', { share: 'some' }))),
    seen('sshd.log', { message: /^(?:debug1: )?srclimit_penalise: .*(?:activating|active) .*penalty of / }),
  ],
  excludes: any(
    // Who listens before it speaks always gets the words.
    seen('identification.end', { how: ['closed', 'reset'], bytes: 0, by: 'socket' }),
    seen('identification.line', { text: /^Exceeded MaxStartups/ }),
    // This only weakens the proof: the penalty in the log may be somebody else's.
    all(dropped, seen('sshd.log', { message: /^drop connection #\d+ from .* (?:past )?Max[Ss]tartups/ })),
  ),
  lookalikes: [
    {
      cause: 'maxstartups',
      difference: 'Since 9.8 the words are the same; MaxStartups hits all sources and mostly lets some tries through.',
    },
    {
      cause: 'rate-limit-per-source',
      difference: 'It ends as soon as your other connections have logged in or ended.',
    },
    { cause: 'ip-ban', difference: 'A ban daemon works in the firewall: no connection, or a reset with no words.' },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Stop all tries and port checks for ten minutes, the longest a penalty lasts; then log in once, with the right key alone.',
      commands: ['sleep 600; ssh -o IdentitiesOnly=yes -i ~/.ssh/id_ed25519 -p {port} {user}@{host}'],
    },
    {
      who: 'server',
      risk: 'restart',
      say: 'Exempt a network that you trust. A restart also forgets the present penalties; open sessions stay.',
      platform: 'Debian, Ubuntu',
      commands: [
        "printf 'PerSourcePenaltyExemptList 192.0.2.0/24\\n' > /etc/ssh/sshd_config.d/00-penalties.conf",
        'sshd -t && systemctl restart ssh',
      ],
      undo: ['rm /etc/ssh/sshd_config.d/00-penalties.conf', 'systemctl restart ssh'],
    },
  ],
  sources: [
    'sshd_config(5): PerSourcePenalties, PerSourcePenaltyExemptList',
    'openssh-portable srclimit.c, sshd.c: drop_connection',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'sshd logs the reason of the penalty',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['identification.line', { text: 'Not allowed at this time', n: 0 }],
      ['identification.end', { how: 'closed', afterMs: 3, bytes: 26, by: 'socket' }],
      [
        'sshd.log',
        { message: 'drop connection #0 from [198.51.100.7]:40112 on [192.0.2.5]:22 penalty: failed authentication' },
      ],
    ],
  },
  {
    name: 'look-alike: the words alone may be MaxStartups',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['identification.line', { text: 'Not allowed at this time', n: 0 }],
      ['attempts.rate', { tried: 3, failed: 3, share: 'all' }],
    ],
  },
  {
    name: "look-alike: somebody else's penalty in the log, and not a word for us",
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['identification.end', { how: 'reset', afterMs: 4, bytes: 0, by: 'socket' }],
      [
        'sshd.log',
        { message: 'drop connection #0 from [203.0.113.9]:51020 on [192.0.2.5]:22 penalty: failed authentication' },
      ],
    ],
  },
  {
    name: 'a login that is denied was let in to try',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'auth.denied', stage: 'auth' }]],
  },
];
