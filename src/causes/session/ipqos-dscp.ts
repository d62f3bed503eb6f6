import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { endsAtOnce } from '../signs.ts';

const marking = /\b(dscp|tos)\b/i;

/** The first packet of ssh is marked already, and that of our own socket is not. */
const sshAlone = all(
  symptom('tcp.timeout'),
  seen('tcp.connect', { by: 'ssh', outcome: 'timeout' }),
  seen('tcp.connect', { by: 'socket', outcome: 'open' }),
);

export const cause: Cause = {
  id: 'ipqos-dscp',
  stage: 'session',
  family: 'path',
  who: 'network',
  decidedBy: 'both',
  meaning: "a device on the path drops packets with SSH's DSCP marking",
  title: 'Something on the way to {host} drops the packets that ssh marks as urgent, mostly once the login is done.',
  sees: `Everything goes well up to the login; then no prompt comes, or the connection breaks with Broken pipe. Where the first
    packet is marked too, ssh times out, and other programs reach the same port.`,
  why: 'ssh and sshd mark their packets (IPQoS), many releases from the first one on. Some Wi-Fi drivers, home routers and virtual networks drop packets with such a mark.',
  cases: 9,
  behind: { 'tcp.timeout': 1, 'session.silent': 8, 'session.reset': 8 },
  requires: symptom('tcp.timeout', 'session.silent', 'session.reset', 'session.closed'),
  proves: any(
    seen('firewall.decision', { action: 'drop', rule: marking }),
    seen('client.rule', { action: 'drop', text: marking, counted: true }),
  ),
  suggests: [
    seen('client.remedy', { keyword: 'ipqos' }),
    symptom('session.silent'),
    sshAlone,
    // The request for the session bears the mark already.
    all(
      symptom('session.silent'),
      not(seen('session.accepted')),
      seen('config.setting', { keyword: 'ipqos', value: /^(?!none|cs0|0x00)/i }),
    ),
  ],
  excludes: any(
    seen('session.end', { how: 'ran' }),
    // Nothing marks what our own socket sends; or a packet with the mark has passed.
    all(
      symptom('tcp.timeout'),
      any(seen('tcp.connect', { by: 'socket', outcome: 'timeout' }), seen('attempt', { ok: true })),
    ),
    // Packets that get lost cost time.
    endsAtOnce,
  ),
  lookalikes: [
    { cause: 'mtu', difference: 'Large packets are lost, so it mostly hangs earlier, in the key exchange.' },
    { cause: 'idle-timeout-middlebox', difference: 'There the session works, and dies after a time of rest.' },
  ],
  check: {
    what: 'try a session without the mark; if it works, the mark is the cause',
    command: 'ssh -o IPQoS=none -o ControlPath=none -p {port} {user}@{host}',
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Send without a mark to this host.',
      commands: [
        'ssh -o IPQoS=none -p {port} {user}@{host}',
        "printf 'Host {host}\\n  IPQoS none\\n' >> ~/.ssh/config",
      ],
    },
    {
      who: 'server',
      risk: 'reload',
      say: "If that does not help, the server's packets are dropped: let sshd send without a mark too.",
      commands: [
        "printf 'IPQoS none\\n' > /etc/ssh/sshd_config.d/00-ipqos.conf",
        'sshd -t && { systemctl reload ssh || systemctl reload sshd; }',
      ],
      undo: ['rm /etc/ssh/sshd_config.d/00-ipqos.conf', 'systemctl reload ssh || systemctl reload sshd'],
    },
    {
      who: 'network',
      risk: 'none',
      say: 'Find the device that drops by DSCP: update the Wi-Fi driver or the router, or take the rule out.',
      commands: ['nft list ruleset | grep -i dscp; iptables-save -c | grep -i -e dscp -e tos'],
    },
  ],
  sources: ['ssh_config(5): IPQoS', 'sshd_config(5): IPQoS', 'RFC 2474'],
};

export const examples: readonly Example[] = [
  {
    name: 'a rule on the way drops the marked packets',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.silent', stage: 'session' }],
      ['stage', { stage: 'auth', status: 'pass' }],
      ['session.end', { how: 'silent', afterMs: 9000 }],
      [
        'firewall.decision',
        { where: 'path', action: 'drop', hook: 'in', rule: 'ip dscp { af21, ef } counter packets 7 drop' },
      ],
    ],
  },
  {
    name: 'look-alike: a session that hangs after the login',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.silent', stage: 'session' }],
      ['session.end', { how: 'silent', afterMs: 9000 }],
    ],
  },
  {
    name: 'look-alike: ssh gets no answer where another program is let in at once, as one of two lines that is dead would do',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['tcp.connect', { address: '192.0.2.5', family: 4, port: 22, outcome: 'timeout', by: 'ssh' }],
      ['tcp.connect', { address: '192.0.2.5', family: 4, port: 22, outcome: 'open', ms: 3, by: 'socket' }],
    ],
  },
  {
    name: 'no program is let in, and none but ssh marks what it sends',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['tcp.connect', { address: '192.0.2.5', family: 4, port: 22, outcome: 'timeout', by: 'socket' }],
    ],
  },
  {
    name: 'ssh gets in by turns, with the same mark',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['tcp.connect', { address: '192.0.2.5', family: 4, port: 22, outcome: 'timeout', by: 'ssh' }],
      ['tcp.connect', { address: '192.0.2.5', family: 4, port: 22, outcome: 'open', ms: 3, by: 'socket' }],
      ['attempt', { n: 1, ok: false, ms: 8000, symptom: 'tcp.timeout' }],
      ['attempt', { n: 2, ok: true, ms: 300 }],
    ],
  },
  {
    name: 'it hangs in the key exchange',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'kex.silent', stage: 'kex' }]],
  },
];
