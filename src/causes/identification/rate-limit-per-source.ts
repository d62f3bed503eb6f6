import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';
import { failsByTurns, sshdTurnsAway } from '../signs.ts';

const limitIsSet = seen('server.setting', { keyword: /^persourcemaxstartups$/i, value: /^\d+$/ });

export const cause: Cause = {
  id: 'rate-limit-per-source',
  stage: 'identification',
  family: 'limited',
  who: 'server',
  decidedBy: 'server',
  meaning: "sshd's PerSourceMaxStartups refuses this source",
  title: 'sshd on {host} is dropping connections from your address: too many of yours are waiting to log in.',
  sees: 'The connection is closed or reset at once, before the version line. Other people get in meanwhile.',
  why: `PerSourceMaxStartups limits how many connections of one address may wait for their login. Parallel jobs, and
    everybody behind one shared address, count together.`,
  cases: 1,
  behind: { 'identification.closed': 1, 'identification.reset': 1 },
  requires: any(
    symptom('tcp.reset', 'identification.closed', 'identification.reset', 'identification.not-ssh'),
    all(not(seen('symptom')), seen('attempts.rate', { share: 'some' })),
  ),
  // N counts all waiting connections: below the first number of MaxStartups it cannot have been MaxStartups.
  proves: any(
    all(
      seen('sshd.log', { message: /^drop connection #\d from .* (?:past )?Max[Ss]tartups/ }),
      limitIsSet,
      not(seen('server.setting', { keyword: /^maxstartups$/i, value: /^\d(?::|$)/ })),
    ),
    seen('server.resource', { what: 'startups', state: 'exhausted', text: /^Dropbear: / }),
  ),
  suggests: [
    limitIsSet,
    seen('sshd.log', { message: /^drop connection #\d from .* (?:past )?Max[Ss]tartups/ }),
    sshdTurnsAway,
    failsByTurns('identification.closed', 'identification.reset', 'tcp.reset'),
  ],
  excludes: seen('server.setting', { keyword: 'persourcemaxstartups', value: /^none$/i }),
  lookalikes: [
    { cause: 'maxstartups', difference: 'MaxStartups counts all sources together, so others are dropped too.' },
    {
      cause: 'persourcepenalties',
      difference:
        'A penalty lasts for a time even when none of your connections is open; its log line ends in a reason.',
    },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'End connections of yours that hang before their login, and open fewer at once.',
      commands: ["ss -tnp state established dst '{address}' dport = :{port}"],
    },
    {
      who: 'server',
      risk: 'reload',
      platform: 'Debian, Ubuntu',
      say: 'Raise the limit per source.',
      commands: [
        "printf 'PerSourceMaxStartups 20\\n' > /etc/ssh/sshd_config.d/00-per-source.conf",
        'sshd -t && systemctl reload ssh',
      ],
      undo: ['rm /etc/ssh/sshd_config.d/00-per-source.conf', 'systemctl reload ssh'],
    },
  ],
  sources: ['sshd_config(5): PerSourceMaxStartups, PerSourceNetBlockSize', 'openssh-portable srclimit.c'],
};

export const examples: readonly Example[] = [
  {
    name: 'fewer wait than MaxStartups begins with, and a limit per source is set',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['sshd.log', { message: 'drop connection #2 from [198.51.100.7]:40112 on [192.0.2.5]:22 past MaxStartups' }],
      ['server.setting', { keyword: 'maxstartups', value: '10:30:100' }],
      ['server.setting', { keyword: 'persourcemaxstartups', value: '2' }],
    ],
  },
  {
    name: 'look-alike: the words alone are those of MaxStartups too',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['identification.line', { text: 'Exceeded MaxStartups', n: 0 }],
    ],
  },
  {
    name: 'no such limit is set',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['server.setting', { keyword: 'persourcemaxstartups', value: 'none' }],
    ],
  },
];
