import { all, any, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { firewallRules } from '../checks.ts';
import { serverAdmits, stoppedHere } from '../signs.ts';

const daemon = seen('server.knock');
const knockRule = seen('firewall.decision', {
  where: 'server',
  action: ['drop', 'reject'],
  hook: 'in',
  rule: /knock|fwknop/i,
});
const silent = symptom('tcp.timeout');
const answered = symptom('tcp.refused', 'tcp.reset', 'route.prohibited', 'route.unreachable');

export const cause: Cause = {
  id: 'port-knock-expected',
  stage: 'tcp',
  family: 'filtered',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: 'the port opens only after a knock sequence or a single-packet authorisation',
  title: 'Port {port} of {host} stays shut until you knock.',
  sees: 'A time-out or a refusal; after the right knock it works for a while.',
  why: 'A daemon watches for packets to a secret row of ports, or for one signed packet, and only then opens the port for that address.',
  cases: 0,
  requires: any(silent, answered, symptom('tcp.failed')),
  proves: any(
    all(silent, daemon, seen('firewall.decision', { where: 'server', action: 'drop', hook: 'in' })),
    all(answered, daemon, seen('firewall.decision', { where: 'server', action: 'reject', hook: 'in' })),
    all(any(silent, answered), knockRule),
    // Asked at the server alone.
    all(
      daemon,
      seen('server.reach'),
      seen('firewall.decision', { where: 'server', action: ['drop', 'reject'], hook: 'in' }),
    ),
  ),
  suggests: [
    daemon,
    knockRule,
    seen('server.log', { program: /^(?:knockd|fwknopd)/ }),
    seen('server.package', { name: /^(?:knockd|knock-server|fwknop)/, installed: true }),
  ],
  excludes: any(stoppedHere, serverAdmits('in')),
  explains: ['firewall-server', 'admin-prohibited'],
  lookalikes: [
    { cause: 'firewall-server', difference: 'There the rule stands for good, and no daemon opens it.' },
    { cause: 'ip-ban', difference: 'A ban comes after failed logins; a knock is needed from the first time on.' },
  ],
  check: firewallRules,
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Knock, then connect. The sequence is a secret of the server: ask for it.',
      commands: ['sshwhy --knock SEQUENCE {user}@{host}', 'knock {host} SEQUENCE && ssh -p {port} {user}@{host}'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Have ssh knock by itself each time.',
      commands: ['printf \'Match host {host} exec "knock %%h SEQUENCE; sleep 1"\\n\' >> ~/.ssh/config'],
    },
    {
      who: 'server',
      risk: 'none',
      say: 'If the knock does not open the port, see what the daemon heard, and on which interface it listens.',
      commands: ["journalctl -u knockd -u fwknopd -n 50 --no-pager; grep -v '^#' /etc/default/knockd /etc/knockd.conf"],
    },
  ],
  sources: ['knockd(1)', 'fwknopd(8)', 'ssh_config(5): Match exec'],
};

export const examples: readonly Example[] = [
  {
    name: 'the rules drop the flow and a knock daemon runs',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.knock', { tool: 'knockd', port: 22 }],
      [
        'firewall.decision',
        { where: 'server', action: 'drop', hook: 'in', rule: '-A INPUT -p tcp --dport 22 -j DROP' },
      ],
    ],
  },
  {
    name: 'look-alike: a drop rule and no daemon',
    expect: 'possible',
    covers: ['server.unit'],
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['firewall.decision', { where: 'server', action: 'drop', hook: 'in', rule: 'inet filter input: policy drop' }],
    ],
  },
  {
    name: 'the port opens',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'identification.closed', stage: 'identification' }]],
  },
];
