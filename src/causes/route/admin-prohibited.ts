import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import type { Sign } from '../../model/sign.ts';
import { firewallRules } from '../checks.ts';
import { answersLate, stoppedHere } from '../signs.ts';

// A host that answers can be found; who then calls it unreachable, and at once, rejects the port. With which code, the
// errno does not say: a rule may well call the host unreachable.
const rejected = seen('tcp.connect', { errno: ['EHOSTUNREACH', 'ENETUNREACH'], answer: 'icmp', ms: { max: 900 } });

const forbiddenHop = seen('path.hop', { answer: /^!(?:X|<(?:9|10|13)>)$/ });
const forbidden = seen('path.icmp', {
  code: ['communication-administratively-prohibited', 'host-prohibited', 'net-prohibited'],
});

/** A rule of the server rejects with a message that forbids, and the client's kernel got what that makes (icmp(7), RFC 4443). */
function forbiddenBy(rule: RegExp, errno: string, family: 4 | 6): Sign {
  return all(
    seen('firewall.decision', { where: 'server', action: 'reject', hook: 'in', rule }),
    seen('tcp.connect', { family, errno, answer: 'icmp', ms: { max: 900 } }),
    not(seen('server.addressed', { by: 'dialled', is: ['near', 'elsewhere'] })),
  );
}

const forbiddenByServer = any(
  forbiddenBy(/\b(?:icmp-(?:host|admin)-prohibited|icmpx? (?:type )?(?:host|admin)-prohibited)\b/, 'EHOSTUNREACH', 4),
  forbiddenBy(/\b(?:icmp-net-prohibited|icmp (?:type )?net-prohibited)\b/, 'ENETUNREACH', 4),
);

export const cause: Cause = {
  id: 'admin-prohibited',
  stage: 'route',
  family: 'filtered',
  who: 'network',
  decidedBy: 'client',
  meaning: 'a router or firewall answers with an ICMP administratively-prohibited',
  title: 'A firewall turns you away: it answers that port {port} of {host} is forbidden.',
  sees: 'No route to host, at once, while the host answers otherwise.',
  why: `Some firewalls do not keep silent but send a message that the way is forbidden. ssh shows it with words that sound like
    a routing fault. firewalld on the server itself does so for every port that is not allowed.`,
  cases: 0,
  requires: any(
    symptom('route.prohibited', 'route.unreachable', 'tcp.failed'),
    // Others make a refusal of the message, or go on trying.
    all(symptom('tcp.refused'), seen('client.platform', { os: ['freebsd', 'darwin'] })),
    all(symptom('tcp.timeout'), seen('client.platform', { os: 'win32' })),
    // A router that says it to others may have had no answer left for this one.
    all(symptom('tcp.timeout'), forbidden, seen('tcp.control', { outcome: 'unreachable' })),
  ),
  proves: any(
    // Codes 1, 5 and 6, and no other (RFC 4443 §3.1: 5 and 6 are subsets of 1).
    seen('tcp.connect', { family: 6, errno: 'EACCES', answer: 'icmp' }),
    all(seen('tcp.connect', { errno: ['EHOSTUNREACH', 'ENETUNREACH'] }), forbidden),
    all(seen('tcp.connect', { answer: 'icmp' }), forbiddenHop),
    forbiddenByServer,
  ),
  suggests: [
    forbidden,
    rejected,
    all(rejected, seen('host.alive')),
    seen('path.hop', { answer: /^!(?:X|A|Z|<(?:9|10|13)>)$/ }),
    seen('tcp.connect', { errno: 'EHOSTUNREACH' }),
  ],
  excludes: any(
    stoppedHere,
    seen('tcp.connect', { errno: ['EPERM', 'EACCES'], answer: 'local' }),
    // This machine's own rules send it the same message.
    all(forbidden, seen('tcp.connect', { answer: 'local' })),
    all(any(forbidden, forbiddenHop), not(symptom('tcp.timeout')), answersLate),
  ),
  lookalikes: [
    {
      cause: 'host-unreachable',
      difference: 'There the host is not found: that takes seconds, and nothing else of it answers.',
    },
    { cause: 'client-firewall', difference: 'There this machine forbids it to itself, and no message comes in.' },
    { cause: 'firewall-server', difference: "The firewall may be the server's own: its rules tell." },
  ],
  check: firewallRules,
  fix: [
    {
      who: 'network',
      risk: 'none',
      say: 'Find who sends the message: the address it comes from is that of the firewall. Then ask there for port {port}.',
      commands: [
        "sudo timeout 10 tcpdump -nv 'icmp[0] = 3 or (icmp6 and ip6[40] = 1)'",
        'sudo traceroute -T -p {port} {address}',
      ],
    },
    {
      who: 'server',
      risk: 'reload',
      platform: 'RHEL, Fedora',
      say: "If it is the server's own firewalld, admit the port.",
      commands: ['firewall-cmd --permanent --add-port={port}/tcp', 'firewall-cmd --reload'],
      undo: ['firewall-cmd --permanent --remove-port={port}/tcp', 'firewall-cmd --reload'],
    },
  ],
  sources: ['RFC 1812 §5.2.7.1: code 13', 'RFC 4443 §3.1', 'firewalld.zone(5)', 'icmp(7)'],
};

export const examples: readonly Example[] = [
  {
    name: 'look-alike: the host answers a ping, and a rule calls its port unreachable with a code that nobody saw',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'route.prohibited', stage: 'route' }],
      [
        'tcp.connect',
        {
          address: '192.0.2.5',
          family: 4,
          port: 22,
          outcome: 'unreachable',
          errno: 'EHOSTUNREACH',
          ms: 0.5,
          answer: 'icmp',
          by: 'socket',
        },
      ],
      ['host.alive', { by: 'icmp-echo' }],
    ],
  },
  {
    name: "the server's own rule rejects with such a message, and it came",
    expect: 'confirmed',
    covers: ['server.interface', 'server.addressed'],
    seen: [
      ['symptom', { is: 'route.prohibited', stage: 'route' }],
      [
        'tcp.connect',
        {
          address: '192.0.2.5',
          family: 4,
          port: 22,
          outcome: 'unreachable',
          errno: 'EHOSTUNREACH',
          ms: 0.5,
          answer: 'icmp',
          by: 'socket',
        },
      ],
      ['server.addressed', { address: '192.0.2.5', by: 'dialled', is: 'own', named: true }],
      [
        'firewall.decision',
        {
          where: 'server',
          action: 'reject',
          hook: 'in',
          rule: 'inet firewalld filter_INPUT: reject with icmpx admin-prohibited',
        },
      ],
    ],
  },
  {
    name: 'look-alike: the rule would reject with another message',
    expect: 'possible',
    covers: ['server.interface', 'server.addressed'],
    seen: [
      ['symptom', { is: 'route.prohibited', stage: 'route' }],
      [
        'tcp.connect',
        {
          address: '192.0.2.5',
          family: 4,
          port: 22,
          outcome: 'unreachable',
          errno: 'EHOSTUNREACH',
          ms: 0.5,
          answer: 'icmp',
          by: 'socket',
        },
      ],
      ['server.addressed', { address: '192.0.2.5', by: 'dialled', is: 'own', named: true }],
      [
        'firewall.decision',
        {
          where: 'server',
          action: 'reject',
          hook: 'in',
          rule: 'ip filter INPUT: -A INPUT -j REJECT --reject-with icmp-host-unreachable',
        },
      ],
    ],
  },
  {
    name: 'the traceroute of the port shows the code',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'route.prohibited', stage: 'route' }],
      [
        'tcp.connect',
        {
          address: '192.0.2.5',
          family: 4,
          port: 22,
          outcome: 'unreachable',
          errno: 'EHOSTUNREACH',
          ms: 0.5,
          answer: 'icmp',
          by: 'socket',
        },
      ],
      ['path.hop', { ttl: 3, address: '192.0.2.5', last: true, answer: '!X' }],
    ],
  },
  {
    name: 'a router forbids the host, and has no answer left for the port',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['path.icmp', { from: '198.51.100.1', code: 'communication-administratively-prohibited' }],
      [
        'tcp.control',
        { address: '192.0.2.5', port: 41873, outcome: 'unreachable', unused: true, errno: 'EHOSTUNREACH' },
      ],
    ],
  },
  {
    name: 'look-alike: a route that comes and goes, and the host answers in between',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['attempts.rate', { tried: 8, failed: 4, share: 'some', turns: 5 }],
      [
        'tcp.connect',
        {
          address: '192.0.2.5',
          family: 4,
          port: 22,
          outcome: 'unreachable',
          errno: 'EHOSTUNREACH',
          ms: 1,
          answer: 'icmp',
          by: 'socket',
        },
      ],
      ['host.alive', { by: 'icmp-echo' }],
    ],
  },
  {
    name: 'look-alike: a router in between that cannot find the host',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      [
        'tcp.connect',
        {
          address: '192.0.2.5',
          family: 4,
          port: 22,
          outcome: 'unreachable',
          errno: 'EHOSTUNREACH',
          ms: 2100,
          answer: 'icmp',
          by: 'socket',
        },
      ],
    ],
  },
  {
    name: 'look-alike: the own machine forbids it',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'route.prohibited', stage: 'route' }],
      [
        'tcp.connect',
        {
          address: '192.0.2.5',
          family: 4,
          port: 22,
          outcome: 'prohibited',
          errno: 'EPERM',
          ms: 0.1,
          answer: 'local',
          by: 'socket',
        },
      ],
    ],
  },
];
