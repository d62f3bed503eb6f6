import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { firewallRules } from '../checks.ts';
import {
  captured,
  fallsSilent,
  serverAdmits,
  silentAltogether,
  sshdTurnsAway,
  stoppedHere,
  turnedDown,
} from '../signs.ts';

// Rules of a ban daemon, a rate limit or a knock have causes of their own; so have those by marking, size or chance.
const plain =
  /^(?!.*(?:f2b|fail2ban|addr6?-set-|sshguard|attackers|crowdsec|denyhosts|blacklistd|blocklistd|\bDENYIN\b|\bTPROXY\b|\blimit\b|hashlimit|connlimit|ratelimit|\brecent\b|\bmeter\b|ct count|knock|fwknop|dscp|\btos\b|\blength\b|numgen|statistic))/is;
/** The same, and whom it stops is told, or is not. */
const resets = new RegExp(`${plain.source}.*tcp[- ]reset`, 'is');
const quiet = new RegExp(`${plain.source}(?!.*tcp[- ]reset)`, 'is');
const knock = seen('server.knock');
const blocks = seen('firewall.decision', { where: 'server', action: ['drop', 'reject'], hook: 'in' });
/** The first packet is admitted, what follows is not: open at the client, while sshd is never told of it. */
const blocksRest = seen('firewall.decision', { where: 'server', action: ['drop', 'reject'], hook: 'ack' });
/** The connection opens, and the packet in which the client identifies itself is stopped for its words. */
const blocksLine = seen('firewall.decision', { where: 'server', action: ['drop', 'reject'], hook: 'line-in' });
const inspects = seen('firewall.decision', { where: 'server', action: 'inspect', hook: 'rest-in' });
const listens = seen('server.listener', { owner: /^(?:sshd|systemd)/ });
const blocked = any(
  all(
    symptom('tcp.timeout', 'identification.silent'),
    seen('firewall.decision', { where: 'server', action: 'drop', hook: 'in', rule: plain }),
  ),
  all(turnedDown, seen('firewall.decision', { where: 'server', action: 'reject', hook: 'in', rule: plain })),
  all(
    symptom('identification.silent'),
    seen('firewall.decision', { where: 'server', action: ['drop', 'reject'], hook: 'ack', rule: plain }),
  ),
  all(
    symptom('tcp.reset', 'identification.reset'),
    seen('firewall.decision', { where: 'server', action: 'reject', hook: 'ack', rule: plain }),
  ),
  // sshd has said its own line by then, but where a reset is quicker. What ICMP says an open connection does not end (RFC 5461).
  all(
    symptom('kex.silent'),
    seen('firewall.decision', { where: 'server', action: ['drop', 'reject'], hook: 'line-in', rule: quiet }),
  ),
  all(
    symptom('identification.reset', 'kex.reset'),
    seen('firewall.decision', { where: 'server', action: 'reject', hook: 'line-in', rule: resets }),
  ),
  // Asked at the server alone, with the client's address: where it stops for the client is not known then.
  all(
    seen('server.reach'),
    seen('firewall.decision', {
      where: 'server',
      action: ['drop', 'reject'],
      hook: ['in', 'ack', 'line-in'],
      rule: plain,
    }),
  ),
);
/** The rules stop the jump host, if it comes from the address that the client knows it by. */
const stopsHop = seen('firewall.hop', { rule: plain });
/** And in the way in which the connection stops. */
const stopsHopSo = any(
  all(symptom('tcp.timeout', 'identification.silent'), seen('firewall.hop', { action: 'drop', rule: plain })),
  all(turnedDown, seen('firewall.hop', { action: 'reject', rule: plain })),
);
const drops = seen('firewall.decision', { where: 'server', action: 'drop', hook: 'in' });
const rejects = seen('firewall.decision', { where: 'server', action: 'reject', hook: 'in' });
/** The client stops in another way than this rule would stop it. */
const otherwise = all(
  seen('server.reach'),
  any(
    all(fallsSilent, rejects, not(drops)),
    all(turnedDown, drops, not(rejects)),
    all(symptom('identification.closed', 'identification.reset', 'kex.reset'), blocks),
    all(
      not(symptom('tcp.reset', 'identification.silent', 'identification.reset')),
      seen('symptom'),
      blocksRest,
      not(blocks),
    ),
    all(
      not(symptom('identification.silent', 'identification.reset', 'kex.silent', 'kex.reset')),
      seen('symptom'),
      blocksLine,
      not(blocks),
    ),
  ),
);

export const cause: Cause = {
  id: 'firewall-server',
  stage: 'tcp',
  family: 'filtered',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: "the server host's rules (nftables, iptables, ufw, firewalld, pf) drop or reject this flow",
  title: 'The firewall on {host} does not let you in at port {port}.',
  sees: `A time-out (DROP), "Connection refused" or "No route to host" (REJECT), while the host answers elsewhere; or a
    connection that opens and stays silent, where the rules admit its first packet alone, or look into the later ones.`,
  why: `The rules were switched on before SSH was admitted, admit another port or other addresses, or a REJECT stands above
    the rule that admits. Or they admit new connections and forget the established ones, or drop what has the words of SSH in it. A second firewall on the same
    host may say no as well.`,
  cases: 10,
  behind: { 'tcp.timeout': 8, 'route.unreachable': 2, 'route.prohibited': 2 },
  requires: any(fallsSilent, turnedDown, symptom('identification.closed', 'identification.reset', 'kex.reset')),
  proves: blocked,
  suggests: [
    captured,
    all(symptom('tcp.timeout'), seen('firewall.likely', { where: 'server', action: 'drop' })),
    all(turnedDown, seen('firewall.likely', { where: 'server', action: 'reject' })),
    all(symptom('tcp.timeout'), seen('host.alive')),
    // A rule for this port alone, or one that admits listed ports only.
    all(symptom('tcp.timeout'), seen('tcp.control', { unused: true, outcome: 'refused' })),
    all(
      symptom('tcp.timeout'),
      seen('tcp.control', { unused: true, outcome: 'timeout' }),
      seen('host.alive', { by: 'tcp-open' }),
    ),
    silentAltogether,
    seen('tcp.connect', { outcome: 'refused', answer: 'icmp' }),
    all(symptom('tcp.refused'), seen('tcp.control', { outcome: 'refused', answer: 'icmp' })),
    all(symptom('route.prohibited'), any(seen('host.alive'), seen('tcp.connect', { answer: 'icmp' }))),
    all(symptom('tcp.timeout', 'route.prohibited', 'tcp.failed'), listens),
    blocks,
    stopsHop,
    stopsHopSo,
    all(symptom('tcp.reset', 'identification.silent', 'identification.reset'), blocksRest),
    all(symptom('identification.silent', 'identification.reset', 'kex.silent', 'kex.reset'), blocksLine),
    all(symptom('identification.reset', 'kex.silent', 'kex.reset', 'auth.silent', 'session.silent'), inspects),
  ],
  excludes: any(
    stoppedHere,
    sshdTurnsAway,
    all(serverAdmits('in'), not(blocks), not(blocksRest), not(blocksLine)),
    all(knock, blocked),
    otherwise,
  ),
  // The message that a rule rejects with may say that it is forbidden.
  explains: ['admin-prohibited'],
  lookalikes: [
    {
      cause: 'sshd-not-running',
      difference:
        'Where nothing listens the kernel answers with a RST; a REJECT rule mostly answers with an ICMP message.',
    },
    {
      cause: 'cloud-firewall',
      difference: 'The rule stands in front of the machine: on the server no packet arrives and no counter moves.',
    },
    {
      cause: 'ip-ban',
      difference: 'A ban stops one address and ends by itself; a firewall rule stops all it was made for.',
    },
    { cause: 'host-down', difference: 'A host that is down answers at no port and to no ping.' },
  ],
  check: firewallRules,
  fix: [
    {
      general: true,
      who: 'server',
      risk: 'reload',
      platform: 'Ubuntu, Debian with ufw',
      say: 'Admit SSH. A deny rule that stands above must go first.',
      commands: ['ufw status numbered', 'ufw allow {port}/tcp'],
      undo: ['ufw delete allow {port}/tcp'],
    },
    {
      general: true,
      who: 'server',
      risk: 'reload',
      platform: 'RHEL, Fedora, SUSE with firewalld',
      say: 'Admit SSH in the zone of the interface, now and at boot.',
      commands: [
        'firewall-cmd --get-active-zones',
        'firewall-cmd --add-port={port}/tcp',
        'firewall-cmd --permanent --add-port={port}/tcp',
      ],
      undo: ['firewall-cmd --remove-port={port}/tcp', 'firewall-cmd --permanent --remove-port={port}/tcp'],
    },
    {
      general: true,
      who: 'server',
      risk: 'none',
      platform: 'Linux with iptables or nftables by hand',
      say: 'Put the permission before the rule that stops it. For nftables insert it in the chain that the rules show.',
      commands: [
        'iptables -I INPUT -p tcp --dport {port} -j ACCEPT',
        'nft insert rule inet filter input tcp dport {port} accept',
      ],
      undo: ['iptables -D INPUT -p tcp --dport {port} -j ACCEPT', 'nft -a list chain inet filter input'],
    },
    {
      general: true,
      who: 'server',
      risk: 'reload',
      platform: 'FreeBSD, macOS with pf',
      say: 'Add a line that lets SSH pass to /etc/pf.conf, test the file, then load it.',
      commands: ['pfctl -sr', 'pfctl -nf /etc/pf.conf && pfctl -f /etc/pf.conf'],
    },
    {
      general: true,
      who: 'server',
      risk: 'none',
      platform: 'Windows',
      say: 'Enable the rule of the OpenSSH server for the profile the network is in, or make one.',
      commands: [
        'Get-NetFirewallRule -Name *OpenSSH* | Format-Table Name,Enabled,Profile',
        'New-NetFirewallRule -Name sshd-{port} -DisplayName sshd -Direction Inbound -Protocol TCP -LocalPort {port} -Action Allow',
      ],
      undo: ['Remove-NetFirewallRule -Name sshd-{port}'],
    },
  ],
  sources: [
    'iptables-extensions(8): REJECT, string',
    'nft(8): reject',
    'ufw(8)',
    'firewall-cmd(1)',
    'RFC 792',
    'RFC 5461 (what ICMP says of an open connection)',
    'RFC 9293 §3.10.7 (a closed port answers with RST)',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'look-alike: a zone of firewalld stops it, and whether the packets meet that one nobody tells',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['firewall.likely', { where: 'server', action: 'reject', rule: 'firewalld: the zone public has neither' }],
    ],
  },
  {
    name: "asked at the server's console alone, for the address of the client",
    expect: 'confirmed',
    end: 'server',
    covers: ['server.knock'],
    seen: [
      ['server.reach', { port: 22, listening: 'yes', owner: 'sshd' }],
      ['firewall.decision', { where: 'server', action: 'drop', hook: 'in', rule: 'inet filter input: policy drop' }],
    ],
  },
  {
    name: 'look-alike: the rule would drop it, and the client was refused',
    expect: 'possible',
    covers: ['firewall.decision'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'sshd' }],
      ['firewall.decision', { where: 'server', action: 'drop', hook: 'in', rule: 'inet filter input: policy drop' }],
    ],
  },
  {
    name: 'the rules admit new connections, and nothing admits what follows',
    expect: 'confirmed',
    covers: ['server.unit'],
    seen: [
      ['symptom', { is: 'identification.silent', stage: 'identification' }],
      [
        'firewall.decision',
        { where: 'server', action: 'accept', hook: 'in', rule: 'ct state new tcp dport 22 accept' },
      ],
      ['firewall.decision', { where: 'server', action: 'drop', hook: 'ack', rule: 'inet filter input: policy drop' }],
    ],
  },
  {
    name: 'look-alike: such rules would let the connection open, and it does not open',
    expect: 'possible',
    covers: ['firewall.decision'],
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'sshd' }],
      ['firewall.decision', { where: 'server', action: 'drop', hook: 'ack', rule: 'inet filter input: policy drop' }],
    ],
  },
  {
    name: "a rule drops the packet that has the client's version line in it",
    expect: 'confirmed',
    covers: ['server.unit'],
    seen: [
      ['symptom', { is: 'kex.silent', stage: 'kex' }],
      ['firewall.decision', { where: 'server', action: 'accept', hook: 'in', rule: 'no rule stops it' }],
      [
        'firewall.decision',
        {
          where: 'server',
          action: 'drop',
          hook: 'line-in',
          rule: 'ip filter INPUT: -A INPUT -p tcp -m tcp --dport 22 -m string --string "SSH-2.0" --algo bm --to 65535 -j DROP',
        },
      ],
    ],
  },
  {
    name: 'a rule answers that packet with a reset',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      [
        'firewall.decision',
        {
          where: 'server',
          action: 'reject',
          hook: 'line-in',
          rule: 'inet filter input: tcp dport 22 @ih,0,32 0x5353482d reject with tcp reset',
        },
      ],
    ],
  },
  {
    name: 'look-alike: a rule that drops such a packet in silence, and the connection is reset',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'kex.reset', stage: 'kex' }],
      [
        'firewall.decision',
        {
          where: 'server',
          action: 'drop',
          hook: 'line-in',
          rule: 'inet filter input: tcp dport 22 @ih,0,32 0x5353482d drop',
        },
      ],
    ],
  },
  {
    name: 'the input policy drops what nobody admitted',
    expect: 'confirmed',
    covers: ['server.unit'],
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['host.alive', { by: 'icmp-echo' }],
      ['firewall.decision', { where: 'server', action: 'drop', hook: 'in', rule: 'inet filter input: policy drop' }],
    ],
  },
  {
    name: 'a REJECT stands above the rule that admits',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'firewall.decision',
        {
          where: 'server',
          action: 'reject',
          hook: 'in',
          rule: '-A INPUT -p tcp --dport 22 -j REJECT --reject-with icmp-port-unreachable',
        },
      ],
    ],
  },
  {
    name: 'look-alike: silence from the client alone may also be a filter on the way',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['tcp.control', { address: '192.0.2.5', port: 443, outcome: 'open', unused: false, ms: 12 }],
      ['host.alive', { by: 'tcp-open', port: 443 }],
    ],
  },
  {
    name: 'look-alike: the rule belongs to a ban daemon',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'firewall.decision',
        { where: 'server', action: 'reject', hook: 'in', rule: '-A f2b-sshd -s 198.51.100.7/32 -j REJECT' },
      ],
    ],
  },
  {
    name: 'look-alike: the rules stop the jump host, if it comes from the address that it is known by here',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['proxy.used', { by: 'jump', text: 'bastion' }],
      ['firewall.hop', { address: '192.0.2.7', action: 'drop', rule: 'ip filter INPUT: -A INPUT -j DROP' }],
    ],
  },
  {
    name: 'the rules of the server admit the flow',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['firewall.decision', { where: 'server', action: 'accept', hook: 'in', rule: 'tcp dport 22 accept' }],
    ],
  },
];
