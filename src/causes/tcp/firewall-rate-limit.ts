import { all, any, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { firewallRules } from '../checks.ts';
import { silentBesideOthers, stoppedHere } from '../signs.ts';

const limits = seen('firewall.decision', { where: ['server', 'path', 'cloud'], action: 'limit' });
const sometimes = seen('attempts.rate', { share: 'some' });
const stoppedBeforeSsh = seen('attempt', { ok: false, symptom: ['tcp.timeout', 'tcp.refused', 'route.prohibited'] });

export const cause: Cause = {
  id: 'firewall-rate-limit',
  stage: 'tcp',
  family: 'limited',
  who: 'server',
  decidedBy: 'both',
  meaning: 'a rule limits new connections per time or per source (limit, hashlimit, recent, connlimit, meter)',
  title: 'A firewall rule in front of {host} limits how often you may connect, and you went over it.',
  sees: 'The first connections work, the next ones are refused or stay silent; after a pause it works again.',
  why: `Scripts, file browsers and deployment tools open many connections in a row. A rule against guessing passwords counts
    them: ufw limit, for one, admits six new connections of one address in 30 seconds.`,
  cases: 0,
  requires: any(
    symptom('tcp.timeout', 'tcp.refused', 'tcp.reset', 'tcp.failed', 'route.prohibited', 'route.unreachable'),
    symptom('identification.closed', 'identification.reset', 'identification.silent', 'kex.silent', 'kex.reset'),
    sometimes,
  ),
  // A limit that stands there proves nothing by itself: it has to bite.
  proves: all(
    limits,
    any(
      all(symptom('tcp.refused'), seen('tcp.connect', { outcome: 'refused', answer: 'icmp' })),
      all(sometimes, stoppedBeforeSsh),
      all(symptom('tcp.timeout'), seen('firewall.decision', { where: 'server', action: 'limit', over: true })),
      all(
        symptom('tcp.refused'),
        seen('firewall.decision', { where: 'server', action: 'limit', over: true, rule: /\breject\b/i }),
        seen('server.reach', { listening: 'yes' }),
      ),
    ),
  ),
  suggests: [
    silentBesideOthers,
    limits,
    all(sometimes, stoppedBeforeSsh),
    all(sometimes, seen('attempt', { answer: 'icmp' })),
    all(seen('tcp.connect', { outcome: 'open' }), seen('tcp.connect', { outcome: ['refused', 'timeout'] }), sometimes),
    seen('server.log', { program: 'kernel', message: /UFW LIMIT BLOCK/ }),
    all(
      symptom('tcp.refused'),
      seen('tcp.connect', { outcome: 'refused', answer: 'icmp' }),
      seen('server.listener', { owner: /^(?:sshd|systemd)/ }),
    ),
  ],
  // Then other reasons for tries that now and then fail stand beside it.
  excludes: any(
    stoppedHere,
    all(
      limits,
      sometimes,
      stoppedBeforeSsh,
      any(
        seen('server.resource', { what: ['conntrack', 'backlog'], state: 'exhausted' }),
        seen('path.loss', { sent: { min: 5 }, lost: { min: 2 } }),
      ),
    ),
  ),
  explains: ['firewall-server', 'admin-prohibited'],
  lookalikes: [
    {
      cause: 'ip-ban',
      difference:
        'A ban begins after failed logins and lasts minutes to days; a limit is over as soon as you slow down.',
    },
    {
      cause: 'maxstartups',
      difference: 'sshd takes the connection and then hangs up; a rule in the firewall stops it before.',
    },
    { cause: 'packet-loss', difference: 'Loss hits at random, a limit hits after a number of quick tries.' },
  ],
  check: firewallRules,
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Wait a minute without trying, then share one connection instead of opening many.',
      commands: [
        "printf 'Host {host}\\n  ControlMaster auto\\n  ControlPath ~/.ssh/cm-%%C\\n  ControlPersist 60\\n' >> ~/.ssh/config",
      ],
    },
    {
      general: true,
      who: 'server',
      risk: 'reload',
      platform: 'Ubuntu, Debian with ufw',
      say: 'Admit your own network without a limit, above the rule that limits.',
      commands: ['ufw insert 1 allow from YOUR_NETWORK to any port {port} proto tcp'],
      undo: ['ufw delete allow from YOUR_NETWORK to any port {port} proto tcp'],
    },
    {
      general: true,
      who: 'server',
      risk: 'none',
      platform: 'Linux with iptables or nftables by hand',
      say: 'The same, by hand: before the rule that counts.',
      commands: ['iptables -I INPUT -p tcp -s YOUR_NETWORK --dport {port} -j ACCEPT'],
      undo: ['iptables -D INPUT -p tcp -s YOUR_NETWORK --dport {port} -j ACCEPT'],
    },
  ],
  sources: ['ufw(8): limit', 'iptables-extensions(8): limit, hashlimit, recent, connlimit', 'nft(8): limit, meter'],
};

export const examples: readonly Example[] = [
  {
    name: 'too many connections of the network stand already, and the rule resets one more',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'sshd' }],
      [
        'firewall.decision',
        {
          where: 'server',
          action: 'limit',
          hook: 'in',
          rule: 'ip filter INPUT: -A INPUT -p tcp --dport 22 -m connlimit --connlimit-above 2 -j REJECT --reject-with tcp-reset',
          over: true,
        },
      ],
    ],
  },
  {
    name: 'a limit decides over the flow, and an ICMP message comes where sshd would let in',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'tcp.connect',
        {
          address: '192.0.2.5',
          family: 4,
          port: 22,
          outcome: 'refused',
          errno: 'ECONNREFUSED',
          ms: 1,
          answer: 'icmp',
          by: 'socket',
        },
      ],
      [
        'firewall.decision',
        {
          where: 'server',
          action: 'limit',
          hook: 'in',
          rule: '-A ufw-user-limit -j REJECT --reject-with icmp-port-unreachable',
        },
      ],
    ],
  },
  {
    name: 'some tries are stopped, and the rules hold a limit',
    expect: 'confirmed',
    seen: [
      ['attempts.rate', { tried: 10, failed: 4, share: 'some' }],
      ['attempt', { n: 7, ok: false, symptom: 'tcp.timeout', ms: 3000 }],
      [
        'firewall.decision',
        { where: 'server', action: 'limit', hook: 'in', rule: 'ct state new limit rate over 6/minute drop' },
      ],
    ],
  },
  {
    name: 'nothing answers, and the list of the rule has this client over its limit',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      [
        'firewall.decision',
        {
          where: 'server',
          action: 'limit',
          hook: 'in',
          rule: 'ip filter INPUT: -A INPUT -p tcp --dport 22 -m recent --update --seconds 60 --hitcount 4 --name ssh -j DROP',
          over: true,
        },
      ],
    ],
  },
  {
    name: 'look-alike: the port is closed, and the limit stands there without harm',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'tcp.connect',
        {
          address: '192.0.2.5',
          family: 4,
          port: 22,
          outcome: 'refused',
          errno: 'ECONNREFUSED',
          ms: 1,
          answer: 'rst',
          by: 'socket',
        },
      ],
      ['firewall.decision', { where: 'server', action: 'limit', hook: 'in', rule: '-A ufw-user-limit -j REJECT' }],
    ],
  },
  {
    name: 'the login itself is refused each time',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'auth.denied', stage: 'auth' }]],
  },
];
