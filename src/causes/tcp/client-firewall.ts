import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { fallsSilent, sshdTurnsAway } from '../signs.ts';

// What is dropped stays silent; what is rejected is answered at once. A rule that does not fit the symptom is not the cause.
const answered = symptom(
  'tcp.refused',
  'tcp.reset',
  'tcp.failed',
  'route.prohibited',
  'route.unreachable',
  'identification.reset',
);
// The kernel counts what it could not send again, and the messages it sends to itself. In a tunnel the peer may be missing.
const ownNetwork = seen('route.lookup', { state: 'found', kind: 'ethernet' });
const heldBack = all(symptom('tcp.timeout'), seen('tcp.connect', { outcome: 'timeout', answer: 'local' }));
const turnedAway = any(
  all(symptom('tcp.refused'), seen('tcp.connect', { outcome: 'refused', answer: 'local' })),
  // A host that is not found is looked for first, for seconds and with packets.
  all(
    symptom('route.prohibited', 'route.unreachable'),
    seen('tcp.connect', { errno: ['EHOSTUNREACH', 'ENETUNREACH'], answer: 'local', left: false, ms: { max: 500 } }),
  ),
);
const blocks = seen('firewall.decision', { where: 'client', action: ['drop', 'reject'] });

export const cause: Cause = {
  id: 'client-firewall',
  stage: 'tcp',
  family: 'client',
  who: 'client',
  decidedBy: 'client',
  meaning: "the client machine's own rules drop or reject outgoing connections",
  title: 'A firewall on your own machine stops the connection to {host}.',
  sees: 'A time-out, "Connection refused", "No route to host" or "Operation not permitted", for each host at this port.',
  why: `A rule for outgoing traffic, a security suite, a VPN's kill switch or the limits of a container hold the packets
    back, or a rule for incoming traffic forgets the answers to what this machine began. No change on the server helps.`,
  cases: 0,
  requires: any(fallsSilent, answered, symptom('identification.closed', 'kex.reset')),
  proves: any(
    all(
      fallsSilent,
      any(seen('client.rule', { action: 'drop' }), seen('firewall.decision', { where: 'client', action: 'drop' })),
    ),
    all(
      answered,
      any(seen('client.rule', { action: 'reject' }), seen('firewall.decision', { where: 'client', action: 'reject' })),
    ),
    all(ownNetwork, any(heldBack, turnedAway)),
  ),
  suggests: [
    seen('tcp.connect', { errno: ['EPERM', 'EACCES'], outcome: ['prohibited', 'failed'] }),
    seen('tcp.connect', { answer: 'local', outcome: ['prohibited', 'refused'] }),
    heldBack,
    turnedAway,
    all(
      seen('tcp.connect', { errno: ['EHOSTUNREACH', 'ENETUNREACH'], answer: 'local', ms: { max: 500 } }),
      seen('host.alive'),
    ),
    seen('client.rule'),
    all(symptom('tcp.timeout'), seen('tcp.connect', { outcome: 'timeout', swallowed: true })),
  ],
  excludes: any(sshdTurnsAway, all(seen('firewall.decision', { where: 'client', action: 'accept' }), not(blocks))),
  lookalikes: [
    {
      cause: 'firewall-server',
      difference: 'The rule stands on the server; packets leave your machine, and other networks are stopped as well.',
    },
    {
      cause: 'network-blocks-22',
      difference: "Your machine lets the packets out, and the network's next device stops them.",
    },
    {
      cause: 'route-missing',
      difference: 'A prohibit or unreachable route gives the same error; ip route get names it.',
    },
  ],
  check: {
    at: 'client',
    what: 'read the rules for outgoing connections',
    command: 'sudo nft list ruleset || sudo iptables-save -c; ip route get {address}',
  },
  fix: [
    {
      general: true,
      who: 'client',
      risk: 'none',
      platform: 'Linux with ufw',
      say: 'Admit outgoing SSH.',
      commands: ['sudo ufw allow out {port}/tcp'],
      undo: ['sudo ufw delete allow out {port}/tcp'],
    },
    {
      general: true,
      who: 'client',
      risk: 'none',
      platform: 'Linux with nftables or iptables',
      say: 'Find the rule, then admit the connection before it.',
      commands: ['sudo nft -a list ruleset', 'sudo iptables -I OUTPUT -p tcp -d {address} --dport {port} -j ACCEPT'],
      undo: ['sudo iptables -D OUTPUT -p tcp -d {address} --dport {port} -j ACCEPT'],
    },
    {
      general: true,
      who: 'client',
      risk: 'none',
      platform: 'Windows',
      say: 'Look for outgoing rules that block ssh or the port, and disable the one that matches.',
      commands: [
        'Get-NetFirewallRule -Direction Outbound -Action Block -Enabled True | Format-Table Name,DisplayName',
        'Disable-NetFirewallRule -Name RULE',
      ],
      undo: ['Enable-NetFirewallRule -Name RULE'],
    },
    {
      general: true,
      who: 'client',
      risk: 'none',
      platform: 'macOS',
      say: 'Read the packet filter rules, and look at what filters of other makers are active.',
      commands: ['sudo pfctl -sr', 'systemextensionsctl list'],
    },
  ],
  sources: ['nft(8): reject', 'iptables-extensions(8): REJECT', 'connect(2): EACCES, EPERM'],
};

export const examples: readonly Example[] = [
  {
    name: 'an output rule drops the port, and nothing answers',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['client.rule', { action: 'drop', text: 'tcp dport 22 counter packets 4 bytes 240 drop', counted: true }],
    ],
  },
  {
    name: 'an output rule rejects the port',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'firewall.decision',
        { where: 'client', action: 'reject', hook: 'out', rule: '-A OUTPUT -p tcp --dport 22 -j REJECT' },
      ],
    ],
  },
  {
    name: 'the kernel counts that it let no packet out, and shows its rules to nobody',
    expect: 'confirmed',
    covers: ['client.rule'],
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['route.lookup', { address: '192.0.2.5', state: 'found', device: 'eth0', kind: 'ethernet', onLink: false }],
      [
        'tcp.connect',
        {
          address: '192.0.2.5',
          family: 4,
          port: 22,
          outcome: 'timeout',
          errno: 'ETIMEDOUT',
          ms: 2300,
          answer: 'local',
          by: 'socket',
        },
      ],
    ],
  },
  {
    name: 'look-alike: a tunnel that has no peer takes no packet either',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['route.lookup', { address: '192.0.2.5', state: 'found', device: 'wg0', kind: 'tunnel', onLink: true }],
      [
        'tcp.connect',
        {
          address: '192.0.2.5',
          family: 4,
          port: 22,
          outcome: 'timeout',
          errno: 'ETIMEDOUT',
          ms: 2300,
          answer: 'local',
          by: 'socket',
        },
      ],
    ],
  },
  {
    name: 'it calls the host unreachable at once, and no packet went out',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'route.prohibited', stage: 'route' }],
      ['route.lookup', { address: '192.0.2.5', state: 'found', device: 'eth0', kind: 'ethernet', onLink: false }],
      [
        'tcp.connect',
        {
          address: '192.0.2.5',
          family: 4,
          port: 22,
          outcome: 'unreachable',
          errno: 'EHOSTUNREACH',
          ms: 1,
          answer: 'local',
          left: false,
          by: 'socket',
        },
      ],
    ],
  },
  {
    name: 'look-alike: no connection goes to the broadcast address of a network',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['name.address', { address: '192.0.2.255', family: 4, scope: 'documentation', source: 'literal' }],
      ['route.lookup', { address: '192.0.2.255', state: 'found', device: 'eth0', kind: 'group', onLink: true }],
      [
        'tcp.connect',
        {
          address: '192.0.2.255',
          family: 4,
          port: 22,
          outcome: 'unreachable',
          errno: 'ENETUNREACH',
          ms: 1,
          answer: 'local',
          left: false,
          by: 'socket',
        },
      ],
    ],
  },
  {
    name: 'look-alike: the kernel says no, which a prohibit route does as well',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'route.prohibited', stage: 'route' }],
      [
        'tcp.connect',
        {
          address: '192.0.2.5',
          family: 4,
          port: 22,
          outcome: 'prohibited',
          errno: 'EACCES',
          answer: 'local',
          by: 'socket',
        },
      ],
    ],
  },
  {
    name: 'look-alike: a drop rule does not refuse',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['client.rule', { action: 'drop', text: 'tcp dport 22 drop', counted: false }],
    ],
  },
  {
    name: 'the login itself is refused, so packets pass',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'auth.denied', stage: 'auth' }]],
  },
];
