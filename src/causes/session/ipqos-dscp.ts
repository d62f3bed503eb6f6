import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { endsAtOnce } from '../signs.ts';

const marking = /\b(dscp|tos)\b/i;

export const cause: Cause = {
  id: 'ipqos-dscp',
  stage: 'session',
  family: 'path',
  who: 'network',
  decidedBy: 'both',
  meaning: "a device on the path drops packets with SSH's DSCP marking",
  title:
    'The login to {host} works, then the session hangs: something on the way drops the packets that ssh marks as urgent.',
  sees: 'Everything goes well up to the login; then no prompt comes, or the connection breaks with Broken pipe.',
  why: 'Once logged in, ssh and sshd mark their packets (IPQoS). Some Wi-Fi drivers, home routers and virtual networks drop packets with such a mark.',
  cases: 9,
  behind: { 'tcp.timeout': 1, 'session.silent': 8, 'session.reset': 8 },
  requires: symptom('session.silent', 'session.reset', 'session.closed'),
  proves: any(
    seen('firewall.decision', { action: 'drop', rule: marking }),
    seen('client.rule', { action: 'drop', text: marking, counted: true }),
  ),
  suggests: [
    symptom('session.silent'),
    // The request for the session bears the mark already.
    all(
      symptom('session.silent'),
      not(seen('session.accepted')),
      seen('config.setting', { keyword: 'ipqos', value: /^(?!none|cs0|0x00)/i }),
    ),
  ],
  excludes: any(
    seen('session.end', { how: 'ran' }),
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
    name: 'it hangs in the key exchange',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'kex.silent', stage: 'kex' }]],
  },
];
