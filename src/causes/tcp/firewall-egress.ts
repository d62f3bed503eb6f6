import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { firewallRules } from '../checks.ts';
import { serverAdmits, sshdTurnsAway } from '../signs.ts';

const blocks = seen('firewall.decision', { where: 'server', action: ['drop', 'reject'], hook: 'out' });
/** The connection opens, and the packet in which the server identifies itself is stopped for its words. */
const blocksLine = seen('firewall.decision', { where: 'server', action: ['drop', 'reject'], hook: 'line-out' });
/** A reset for the server's own packet ends the connection at the server, which answers with resets from then on. */
const resets = all(
  symptom('identification.reset'),
  seen('firewall.decision', { where: 'server', action: 'reject', hook: 'line-out', rule: /tcp[- ]reset/ }),
);

export const cause: Cause = {
  id: 'firewall-egress',
  stage: 'tcp',
  family: 'filtered',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: "the server's own rules drop its answers",
  title: "The firewall on {host} lets your connection in and throws the server's answers away.",
  sees: `A time-out. On the server your packets arrive, and the connection waits in state SYN-RECV. Or a connection that opens, and
    no word of the server comes, where its rules look into what it sends.`,
  why: 'The output rules admit new connections of the server, and forget the answers to those of others (state ESTABLISHED); or they drop what has the words of SSH in it.',
  cases: 0,
  // A rejected answer is told to the server itself: the client sees silence, until it says something to a connection that is gone.
  requires: any(symptom('tcp.timeout', 'identification.silent', 'kex.silent', 'auth.silent', 'session.silent'), resets),
  // A connection that has got as far as a login was answered.
  proves: any(
    all(blocks, any(symptom('tcp.timeout', 'identification.silent'), seen('server.reach'))),
    all(blocksLine, any(symptom('identification.silent'), seen('server.reach'))),
    resets,
  ),
  suggests: [
    blocks,
    all(symptom('identification.silent'), blocksLine),
    seen('firewall.decision', { where: 'server', action: 'inspect', hook: 'rest-out' }),
    all(
      symptom('tcp.timeout'),
      seen('firewall.decision', { where: 'server', action: 'accept', hook: 'in' }),
      seen('server.listener', { owner: /^(?:sshd|systemd)/ }),
    ),
  ],
  excludes: any(
    sshdTurnsAway,
    all(symptom('kex.silent', 'auth.silent', 'session.silent'), any(blocks, blocksLine)),
    all(symptom('tcp.timeout'), blocksLine, not(blocks)),
    all(serverAdmits('out'), not(blocks), not(blocksLine)),
    all(
      symptom('tcp.timeout'),
      seen('firewall.decision', { where: 'server', action: ['drop', 'reject'], hook: 'in' }),
      not(blocks),
    ),
  ),
  lookalikes: [
    {
      cause: 'firewall-server',
      difference: 'There the packets are stopped on the way in; here the counters of the output rules move.',
    },
    {
      cause: 'return-route-missing',
      difference: 'The answers leave the server, and take a way that does not lead back to you.',
    },
  ],
  check: firewallRules,
  fix: [
    {
      general: true,
      who: 'server',
      risk: 'none',
      platform: 'Linux with iptables',
      say: 'Let the answers of admitted connections out, before any rule that stops them.',
      commands: ['iptables -I OUTPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT'],
      undo: ['iptables -D OUTPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT'],
    },
    {
      general: true,
      who: 'server',
      risk: 'none',
      platform: 'Linux with nftables',
      say: 'The same for nftables: insert it in the output chain that the rules show.',
      commands: ['nft insert rule inet filter output ct state established,related accept'],
      undo: ['nft -a list chain inet filter output', 'nft delete rule inet filter output handle NUMBER'],
    },
    {
      general: true,
      who: 'server',
      risk: 'reload',
      platform: 'ufw',
      say: 'Look for outgoing rules that deny, and remove the one that matches.',
      commands: ['ufw status numbered', 'ufw delete NUMBER'],
    },
  ],
  sources: ['nft(8): ct state, RAW PAYLOAD EXPRESSION', 'iptables-extensions(8): conntrack, string'],
};

export const examples: readonly Example[] = [
  {
    name: 'an output rule drops what comes from port 22',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['firewall.decision', { where: 'server', action: 'accept', hook: 'in', rule: 'tcp dport 22 accept' }],
      [
        'firewall.decision',
        { where: 'server', action: 'drop', hook: 'out', rule: 'tcp sport 22 counter packets 5 bytes 300 drop' },
      ],
    ],
  },
  {
    name: "a rule drops the packet that has the server's version line in it",
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.silent', stage: 'identification' }],
      ['firewall.decision', { where: 'server', action: 'accept', hook: 'out', rule: 'no rule stops it' }],
      [
        'firewall.decision',
        {
          where: 'server',
          action: 'drop',
          hook: 'line-out',
          rule: 'inet filter output: tcp sport 22 @ih,0,32 0x5353482d drop',
        },
      ],
    ],
  },
  {
    name: 'look-alike: the line is dropped in silence, and the connection is reset',
    expect: 'ruled-out',
    covers: ['firewall.decision'],
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      [
        'firewall.decision',
        {
          where: 'server',
          action: 'drop',
          hook: 'line-out',
          rule: 'inet filter output: tcp sport 22 @ih,0,32 0x5353482d drop',
        },
      ],
    ],
  },
  {
    name: 'look-alike: the packets are dropped on the way in',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['firewall.decision', { where: 'server', action: 'drop', hook: 'in', rule: 'inet filter input: policy drop' }],
    ],
  },
  {
    name: 'look-alike: silence alone',
    expect: 'possible',
    seen: [['symptom', { is: 'tcp.timeout', stage: 'tcp' }]],
  },
  {
    name: 'a refusal reached the client, so answers come out',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'tcp.refused', stage: 'tcp' }]],
  },
];
