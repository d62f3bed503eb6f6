import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { nothingComes, sshdTurnsAway, stoppedHere } from '../signs.ts';

// The host's own RST for an unused port tells how far away the host is. A refusal that is there much sooner comes from near you.
const farOnce = seen('tcp.control', { unused: true, outcome: 'refused', answer: 'rst', ms: { min: 30 } });
// A busy client comes late to one answer; of several pings the quickest tells the way.
const hostIsFar = all(farOnce, seen('path.loss', { ms: { min: 30 } }));
const refusedNearby = any(
  seen('tcp.connect', { outcome: 'refused', answer: 'icmp', ms: { max: 5 }, by: 'socket' }),
  // A RST as quick as this could be made by the client's own firewall, unless that was looked at.
  all(
    seen('tcp.connect', { outcome: 'refused', answer: 'rst', ms: { max: 5 }, by: 'socket' }),
    not(seen('client.rule')),
  ),
);
/** They serve everybody at this port. */
const publicHost = seen('client.target', {
  host: /^(?:(?:ssh\.)?github\.com|(?:altssh\.)?(?:gitlab\.com|bitbucket\.org)|codeberg\.org|ssh\.dev\.azure\.com)$/,
});
const openElsewhere = seen('tcp.control', { outcome: 'open' });

export const cause: Cause = {
  id: 'network-blocks-22',
  stage: 'tcp',
  family: 'filtered',
  who: 'network',
  decidedBy: 'client',
  lasting: true,
  meaning: "the client's network, provider or carrier does not carry this port",
  title: 'The network you are in does not let you reach port {port} of {host}.',
  sees: 'A time-out or a refusal at this port for every server, while web pages work; from another network it works.',
  why: 'Offices, schools, hotels, mobile carriers and some providers admit web traffic only, or block port 22 against abuse.',
  cases: 7,
  behind: { 'tcp.refused': 1, 'tcp.timeout': 3, 'identification.silent': 1 },
  requires: symptom(
    'tcp.timeout',
    'tcp.refused',
    'tcp.reset',
    'tcp.failed',
    'route.prohibited',
    'route.unreachable',
    'identification.silent',
    'identification.closed',
    'identification.reset',
    'kex.silent',
    'kex.reset',
  ),
  proves: all(symptom('tcp.refused'), hostIsFar, refusedNearby),
  suggests: [
    nothingComes,
    all(nothingComes, seen('server.arrivals')),
    all(symptom('tcp.timeout'), publicHost),
    all(
      symptom('tcp.timeout', 'tcp.refused', 'route.prohibited', 'identification.silent'),
      seen('ssh.elsewhere', { port: [443, 80] }),
    ),
    all(symptom('tcp.timeout'), openElsewhere, seen('tcp.control', { unused: true, outcome: 'refused' })),
    all(symptom('tcp.refused'), farOnce, seen('tcp.connect', { outcome: 'refused', ms: { max: 5 }, by: 'socket' })),
  ],
  excludes: any(stoppedHere, sshdTurnsAway, seen('tcp.connect', { address: /^(127\.|::1$)/ })),
  lookalikes: [
    {
      cause: 'firewall-server',
      difference: 'The server stops you and other servers do not; here every server is out of reach at this port.',
    },
    { cause: 'client-proxy-blocks-22', difference: 'A proxy of your own opens the connection and then ends it.' },
    {
      cause: 'ip-ban',
      difference: 'A ban is about one server and your address, begins after failed logins, and ends by itself.',
    },
  ],
  check: {
    at: 'client',
    what: 'try the same from another network (a phone as hotspot), and another SSH server from this one',
    command: 'ssh -o ConnectTimeout=5 -T git@github.com; ssh -o ConnectTimeout=5 -T -p 443 git@ssh.github.com',
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Use another network or a VPN, or go through a host that you can reach.',
      commands: ['ssh -J {user}@JUMPHOST -p {port} {user}@{host}'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Where the server offers SSH on port 443, use that. For GitHub the name then is ssh.github.com, for GitLab altssh.gitlab.com.',
      commands: ['ssh -p 443 {user}@{host}'],
    },
    {
      who: 'server',
      risk: 'restart',
      say: 'Or let your server listen on 443 too, if nothing else does, and keep a session open while you change it.',
      commands: [
        "printf 'Port {port}\\nPort 443\\n' > /etc/ssh/sshd_config.d/10-port-443.conf",
        'sshd -t && { systemctl restart ssh || systemctl restart sshd; }',
      ],
      undo: ['rm /etc/ssh/sshd_config.d/10-port-443.conf', 'systemctl restart ssh || systemctl restart sshd'],
    },
    {
      who: 'network',
      risk: 'none',
      say: 'Ask those who run the network to admit outgoing connections to this port.',
      commands: [],
    },
  ],
  sources: ['docs.github.com: using SSH over the HTTPS port', 'RFC 792 (destination unreachable)'],
};

const refusal = { address: '203.0.113.9', outcome: 'refused', errno: 'ECONNREFUSED', answer: 'rst' } as const;

export const examples: readonly Example[] = [
  {
    name: 'the host is 80 ms away, and the refusal is there after 2',
    expect: 'confirmed',
    covers: ['client.rule'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'tcp.connect',
        {
          address: '203.0.113.9',
          family: 4,
          port: 22,
          outcome: 'refused',
          errno: 'ECONNREFUSED',
          ms: 2.1,
          answer: 'icmp',
          by: 'socket',
        },
      ],
      ['tcp.control', { ...refusal, port: 41873, unused: true, ms: 81 }],
      ['tcp.control', { address: '203.0.113.9', port: 443, outcome: 'open', unused: false, ms: 80 }],
      ['path.loss', { sent: 5, lost: 0, ms: 79 }],
      ['host.alive', { by: 'tcp-open', port: 443 }],
    ],
  },
  {
    name: 'look-alike: a busy client came late to one answer, and the host is near',
    expect: 'possible',
    covers: ['client.rule'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['tcp.connect', { ...refusal, family: 4, port: 22, ms: 0.4, by: 'socket' }],
      ['tcp.control', { ...refusal, port: 41873, unused: true, ms: 42 }],
      ['path.loss', { sent: 5, lost: 0, ms: 0.3 }],
    ],
  },
  {
    name: 'look-alike: SSH answers at 443 of the host, where it may live by choice',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['ssh.elsewhere', { port: 443, version: 'SSH-2.0-OpenSSH_9.6' }],
      ['host.alive', { by: 'tcp-open', port: 443 }],
    ],
  },
  {
    name: "look-alike: a quick RST may be made by the client's own firewall, which nobody looked at",
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['tcp.connect', { ...refusal, family: 4, port: 22, ms: 0.4, by: 'socket' }],
      ['tcp.control', { ...refusal, port: 41873, unused: true, ms: 81 }],
    ],
  },
  {
    name: 'the key exchange found nothing in common, so the port is carried',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'kex.no-match', stage: 'kex' }]],
  },
];
