import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import {
  byTurns,
  endsAfterKey,
  endsAtOnce,
  fallsSilent,
  loggedIn,
  silentBesideOthers,
  stoppedHere,
  turnedDown,
} from '../signs.ts';

// A list of bans on a public server is never empty. Only the rule that decides over this flow shows that you are on it.
const daemonRule =
  /f2b|fail2ban|addr6?-set-|sshguard|@attackers|crowdsec|denyhosts|blacklistd|blocklistd|\bDENYIN\b|\blfd\b/i;
/** A daemon has this very address on its list. What it blocks by is a matter of its actions: hosts.deny is one of them. */
const banned = seen('server.ban', { by: /^(?:fail2ban|crowdsec|sshguard|blacklistd)/ });
/** A rule about one source. That it decides means that the source is this client. */
const ofOneSource = /\bsaddr [\da-f.:]+(?: |$)|(?:^| )-s [\da-f.:]+(?:\/(?:32|128))?(?: |$)/i;
/** Asked at the server alone. */
const alone = all(seen('server.reach'), not(seen('symptom')));
const decides = seen('firewall.decision', { where: ['server', 'path'], action: ['drop', 'reject'], rule: daemonRule });

/**
 * By its own log the daemon has banned this address and let it in again by turns, and by turns the client is refused by a rule's
 * message, or gets no answer where nothing else is lost.
 */
const banComesAndGoes = all(
  byTurns,
  seen('server.banned', { bans: { min: 2 }, lifted: { min: 1 } }),
  seen('server.reach', { listening: 'yes' }),
  any(
    seen('attempt', { ok: false, symptom: ['tcp.refused', 'route.unreachable', 'route.prohibited'], answer: 'icmp' }),
    all(seen('attempt', { ok: false, symptom: 'tcp.timeout' }), seen('path.loss', { sent: { min: 5 }, lost: 0 })),
  ),
);

export const cause: Cause = {
  id: 'ip-ban',
  stage: 'tcp',
  family: 'limited',
  who: 'server',
  decidedBy: 'both',
  meaning: 'a ban daemon (fail2ban, sshguard, CrowdSec, DenyHosts, login guard) blocks this source',
  title: '{host} has banned your address for a while.',
  sees: 'Refused, silent or closed at once for you, while others get in; it began after a few failed logins.',
  why: `A daemon on the server counts failed logins, and blocks the address that they come from: minutes, hours or days.
    Somebody behind the same address, or failed visits to a web site there, may have earned it.`,
  cases: 13,
  behind: {
    'tcp.refused': 3,
    'tcp.timeout': 3,
    'identification.closed': 2,
    'identification.reset': 4,
    'auth.failed': 1,
  },
  requires: any(
    fallsSilent,
    turnedDown,
    symptom('identification.closed', 'identification.reset', 'identification.not-ssh', 'kex.closed', 'kex.reset'),
    symptom('auth.closed', 'auth.reset', 'auth.failed', 'session.closed', 'session.reset'),
  ),
  proves: any(
    all(fallsSilent, seen('firewall.decision', { where: ['server', 'path'], action: 'drop', rule: daemonRule })),
    all(turnedDown, seen('firewall.decision', { where: ['server', 'path'], action: 'reject', rule: daemonRule })),
    all(
      banned,
      any(fallsSilent, alone),
      seen('firewall.decision', { where: 'server', action: 'drop', rule: ofOneSource }),
    ),
    all(
      banned,
      any(turnedDown, alone),
      seen('firewall.decision', { where: 'server', action: 'reject', rule: ofOneSource }),
    ),
    all(
      banned,
      seen('server.ban', { by: 'hosts.deny' }),
      seen('sshd.log', { message: /^(?:warning: )?refused connect from / }),
    ),
    // A route that forbids, not one that is missing.
    all(
      banned,
      any(fallsSilent, alone),
      seen('server.route', { state: 'none', text: /(?:No route to host|Permission denied|Invalid argument)$/ }),
    ),
    all(seen('server.reach'), decides),
    banComesAndGoes,
  ),
  suggests: [
    silentBesideOthers,
    seen('tcp.connect', { outcome: 'refused', answer: 'icmp' }),
    all(
      seen('tcp.connect', { outcome: 'refused', answer: 'icmp' }),
      seen('tcp.control', { unused: true, outcome: 'refused', answer: 'rst' }),
    ),
    all(seen('tcp.connect', { outcome: 'open' }), seen('tcp.connect', { outcome: 'refused' })),
    all(seen('attempt', { ok: true }), seen('attempt', { ok: false, symptom: 'tcp.refused' })),
    all(seen('attempt', { ok: true }), seen('attempt', { answer: 'icmp' })),
    seen('identification.line', {
      text: /\b(?:banned|blacklisted|blocked|too many (?:failed )?(?:attempts|logins))\b/i,
    }),
    seen('server.ban'),
    seen('server.banned'),
    // The guard of Synology's own.
    seen('sshd.log', { message: /^Host \[\S+\] was blocked via \[SSH\]/ }),
    seen('firewall.hop', { rule: daemonRule }),
    seen('server.log', {
      program: /fail2ban|crowdsec|sshguard|denyhosts|blacklistd|blocklistd/,
      message: /\bBan \S|\bblock|\bban\b/i,
    }),
    decides,
  ],
  excludes: any(
    stoppedHere,
    // Who shows the right key earns no ban.
    any(endsAfterKey, all(loggedIn, endsAtOnce)),
    // The rule of the ban would stop it in another way.
    all(
      seen('server.reach'),
      any(
        all(fallsSilent, seen('firewall.decision', { action: 'reject', rule: daemonRule })),
        all(turnedDown, seen('firewall.decision', { action: 'drop', rule: daemonRule })),
        all(
          symptom('identification.closed', 'identification.reset', 'identification.not-ssh', 'kex.closed', 'kex.reset'),
          decides,
        ),
      ),
    ),
  ),
  explains: ['firewall-server', 'admin-prohibited', 'hosts-deny', 'return-route-missing'],
  lookalikes: [
    {
      cause: 'sshd-not-running',
      difference: 'That hits everybody; a ban hits one address, and another one still gets in.',
    },
    {
      cause: 'persourcepenalties',
      difference:
        'sshd itself punishes: the connection opens and is closed. A ban in the firewall stops it before it opens.',
    },
    {
      cause: 'firewall-rate-limit',
      difference: 'A limit is over within a minute, a ban after ten minutes, an hour or a day.',
    },
    {
      cause: 'hosts-deny',
      difference: 'The connection opens, and is closed after five seconds. DenyHosts bans that way.',
    },
  ],
  check: {
    at: 'server',
    what: 'ask the ban daemons for your address',
    command:
      'fail2ban-client banned; cscli decisions list; grep -n . /etc/hosts.deny; nft list ruleset | grep -i -A3 -e f2b -e sshguard',
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Stop trying: each try can make it longer. Wait, or come from another address, and use the right key at the first try.',
      commands: ['ssh -o IdentitiesOnly=yes -i ~/.ssh/KEY -p {port} {user}@{host}'],
    },
    {
      general: true,
      who: 'server',
      risk: 'none',
      platform: 'fail2ban',
      say: 'Lift the ban, and exempt your own address.',
      commands: [
        'fail2ban-client unban YOUR_ADDRESS',
        "printf '[DEFAULT]\\nignoreip = 127.0.0.1/8 ::1 YOUR_ADDRESS\\n' > /etc/fail2ban/jail.d/own-address.local && fail2ban-client reload",
      ],
      undo: ['rm /etc/fail2ban/jail.d/own-address.local && fail2ban-client reload'],
    },
    {
      general: true,
      who: 'server',
      risk: 'none',
      platform: 'CrowdSec',
      say: 'Lift the ban.',
      commands: ['cscli decisions delete --ip YOUR_ADDRESS'],
      undo: ['cscli decisions add --ip YOUR_ADDRESS'],
    },
    {
      general: true,
      who: 'server',
      risk: 'none',
      platform: 'sshguard',
      say: 'Take the address out of the list of attackers.',
      commands: ['nft delete element ip sshguard attackers { YOUR_ADDRESS }', 'ipset del sshguard4 YOUR_ADDRESS'],
    },
    {
      general: true,
      who: 'server',
      risk: 'none',
      platform: 'DenyHosts',
      say: 'Stop the daemon, remove the address from /etc/hosts.deny and from its work files, start it again.',
      commands: [
        'systemctl stop denyhosts',
        'sed -i.bak /YOUR_ADDRESS/d /etc/hosts.deny /var/lib/denyhosts/hosts*',
        'systemctl start denyhosts',
      ],
    },
  ],
  sources: ['fail2ban jail.conf(5)', 'docs.crowdsec.net: cscli decisions', 'sshguard(8)'],
};

export const examples: readonly Example[] = [
  {
    name: "the rule that decides is one of fail2ban's",
    expect: 'confirmed',
    covers: ['server.unit'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.ban', { by: 'fail2ban', address: '198.51.100.7' }],
      [
        'firewall.decision',
        {
          where: 'server',
          action: 'reject',
          hook: 'in',
          rule: '-A f2b-sshd -s 198.51.100.7/32 -j REJECT --reject-with icmp-port-unreachable',
        },
      ],
    ],
  },
  {
    name: 'fail2ban bans and lets in by turns, and so it fails and works',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['attempt', { n: 1, ok: true, ms: 700 }],
      ['attempt', { n: 2, ok: false, ms: 1040, symptom: 'tcp.refused', answer: 'icmp' }],
      ['attempts.rate', { tried: 8, failed: 4, share: 'some', turns: 3 }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'sshd' }],
      ['server.banned', { by: 'fail2ban:sshd', address: '198.51.100.7', bans: 3, lifted: 2 }],
    ],
  },
  {
    name: 'look-alike: it fails and works by turns, and was banned once',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['attempt', { n: 1, ok: true, ms: 700 }],
      ['attempt', { n: 2, ok: false, ms: 8000, symptom: 'tcp.timeout' }],
      ['attempts.rate', { tried: 8, failed: 4, share: 'some', turns: 3 }],
      ['path.loss', { sent: 20, lost: 0 }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'sshd' }],
      ['server.banned', { by: 'fail2ban:sshd', address: '198.51.100.7', bans: 1, lifted: 1 }],
    ],
  },
  {
    name: "fail2ban has this address on its list, and ufw's rule about one source decides",
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.ban', { by: 'fail2ban:sshd', address: '198.51.100.7' }],
      [
        'firewall.decision',
        {
          where: 'server',
          action: 'reject',
          hook: 'in',
          rule: 'ip saddr 198.51.100.7 counter packets 13 bytes 780 reject',
        },
      ],
    ],
  },
  {
    name: 'look-alike: it is on the list, and the rule that decides is about everybody',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.ban', { by: 'fail2ban:sshd', address: '198.51.100.7' }],
      ['firewall.decision', { where: 'server', action: 'drop', hook: 'in', rule: 'tcp dport 22 drop' }],
    ],
  },
  {
    name: 'look-alike: the server bans somebody, as every public server does',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.ban', { by: 'fail2ban', address: '203.0.113.77' }],
    ],
  },
  {
    name: 'look-alike: an ICMP refusal seen from the client may be any REJECT rule',
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
          answer: 'icmp',
          by: 'socket',
        },
      ],
    ],
  },
  {
    name: 'the key of the host has changed, so the server talks',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'hostkey.changed', stage: 'hostkey' }]],
  },
  {
    name: 'the key was taken, and then the server hung up',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      [
        'auth.key',
        { result: 'accepted', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false, type: 'ED25519' },
      ],
      ['auth.end', { how: 'closed', afterMs: 40 }],
    ],
  },
];
