import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { firewallRules } from '../checks.ts';
import { cameToSshd, keyTaken, refusedOnTheWay, stoppedHere, synArrived } from '../signs.ts';

const redirected = seen('firewall.decision', { where: 'server', action: 'redirect', hook: 'nat' });
const sshdOn22 = seen('server.listener', { owner: /^(?:sshd|systemd)/, port: 22, address: /^(?!127\.|\[?::1)/ });

export const cause: Cause = {
  id: 'nat-rule-captures-22',
  stage: 'tcp',
  family: 'filtered',
  who: 'server',
  decidedBy: 'server',
  meaning: 'a NAT or redirect rule takes the port before sshd sees it',
  title: 'A redirect rule on {host} takes port {port} away before sshd sees the connection.',
  sees: 'A time-out, a refusal, another service or another host key, although sshd listens and the firewall admits SSH.',
  why: `Rules of the nat table come before those that filter. Containers, Kubernetes services, honeypots and VPN software put
    rules there that catch the port for a target of their own.`,
  cases: 2,
  behind: { 'tcp.timeout': 1, 'session.closed': 1 },
  requires: any(
    stopsAt('identification', 'hostkey', 'kex'),
    symptom('tcp.timeout', 'tcp.refused', 'tcp.reset', 'tcp.failed', 'route.unreachable', 'route.prohibited'),
    symptom(
      'auth.denied',
      'auth.closed',
      'auth.failed',
      'session.closed',
      'session.reset',
      'session.silent',
      'session.denied',
    ),
  ),
  proves: any(
    // It hands the port to a proxy that does not listen.
    all(
      symptom('tcp.timeout'),
      seen('firewall.decision', { where: 'server', action: 'drop', hook: 'in', rule: / -j TPROXY / }),
    ),
    // It leads to a port of the server where nobody is, whatever became of sshd.
    all(
      symptom('tcp.refused', 'tcp.reset'),
      seen('firewall.decision', { where: 'server', action: 'redirect', hook: 'nat', empty: true }),
    ),
    all(
      any(
        stopsAt('identification'),
        symptom('tcp.timeout', 'tcp.refused', 'tcp.reset', 'route.unreachable', 'route.prohibited', 'hostkey.changed'),
      ),
      seen('tcp.connect', { port: 22 }),
      redirected,
      sshdOn22,
    ),
    // A login is refused by somebody who is no sshd, and knows no account.
    all(
      symptom('auth.denied', 'auth.closed', 'auth.failed'),
      seen('firewall.decision', {
        where: 'server',
        action: 'redirect',
        hook: 'nat',
        taker: /^(?!sshd|systemd|docker|containerd|rootlessport|slirp4netns|pasta|dropbear)./,
      }),
      sshdOn22,
    ),
  ),
  suggests: [
    redirected,
    all(
      symptom('tcp.timeout', 'tcp.refused'),
      sshdOn22,
      seen('firewall.decision', { where: 'server', action: 'accept', hook: 'in' }),
      not(refusedOnTheWay),
    ),
  ],
  excludes: any(
    stoppedHere,
    synArrived,
    cameToSshd,
    // Another machine would not know the key.
    keyTaken,
  ),
  lookalikes: [
    { cause: 'firewall-server', difference: 'The filter rules admit the flow; it is gone before they are asked.' },
    {
      cause: 'port-mapping-wrong',
      difference: 'There the map is wanted and leads to a wrong target; here sshd itself should have had the port.',
    },
    {
      cause: 'wrong-host-answers',
      difference:
        'The address leads to another machine; here it leads to the right one, which hands the connection on.',
    },
  ],
  check: firewallRules,
  fix: [
    {
      general: true,
      who: 'server',
      risk: 'none',
      platform: 'Linux',
      say: 'Find the rule in the nat table that takes the port. To get in at once, exempt the port before it.',
      commands: [
        'iptables-save -c -t nat | grep -e {port} -e REDIRECT -e DNAT',
        'iptables -t nat -I PREROUTING -p tcp -d {address} --dport {port} -j ACCEPT',
      ],
      undo: ['iptables -t nat -D PREROUTING -p tcp -d {address} --dport {port} -j ACCEPT'],
    },
    {
      general: true,
      who: 'server',
      risk: 'none',
      platform: 'Kubernetes, Docker',
      say: "Give the service or container that holds the port another one, or another address than the host's own.",
      commands: ["kubectl get svc -A | grep -w {port}; docker ps --format '{{.Names}} {{.Ports}}' | grep -w {port}"],
    },
  ],
  sources: ['iptables(8): nat table', 'nft(8): redirect, dnat', 'kubernetes.io: Service externalIPs'],
};

export const examples: readonly Example[] = [
  {
    name: 'a rule hands the port to a transparent proxy, which does not listen',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      [
        'firewall.decision',
        {
          where: 'server',
          action: 'drop',
          hook: 'in',
          rule: 'ip mangle PREROUTING: -A PREROUTING -p tcp -m tcp --dport 22 -j TPROXY --on-port 2200 --on-ip 0.0.0.0 --tproxy-mark 0x1/0x1',
        },
      ],
    ],
  },
  {
    name: 'a redirect to a port where nobody listens, and sshd is off too',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'firewall.decision',
        {
          where: 'server',
          action: 'redirect',
          hook: 'nat',
          rule: 'ip nat PREROUTING: -A PREROUTING -p tcp --dport 22 -j REDIRECT --to-ports 2222',
          empty: true,
        },
      ],
    ],
  },
  {
    name: 'a service takes port 22 of the host, whose own sshd listens',
    expect: 'confirmed',
    covers: ['server.unit'],
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      [
        'tcp.connect',
        {
          address: '192.0.2.5',
          family: 4,
          port: 22,
          outcome: 'timeout',
          errno: 'ETIMEDOUT',
          answer: 'nobody',
          by: 'socket',
        },
      ],
      ['server.listener', { address: '0.0.0.0', port: 22, owner: 'sshd' }],
      [
        'firewall.decision',
        {
          where: 'server',
          action: 'redirect',
          hook: 'nat',
          rule: '-A KUBE-SERVICES -d 192.0.2.5/32 -p tcp --dport 22 -j KUBE-EXT-GIT',
        },
      ],
    ],
  },
  {
    name: 'a trap for attackers takes port 22, and refuses each password',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['server.listener', { address: '0.0.0.0', port: 22, owner: 'sshd' }],
      [
        'firewall.decision',
        {
          where: 'server',
          action: 'redirect',
          hook: 'nat',
          rule: '-A PREROUTING -p tcp --dport 22 -j REDIRECT --to-ports 2223',
          taker: 'twistd',
        },
      ],
    ],
  },
  {
    name: 'look-alike: the port leads to a second sshd on purpose, which refuses the login',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['server.listener', { address: '0.0.0.0', port: 22, owner: 'sshd' }],
      [
        'firewall.decision',
        {
          where: 'server',
          action: 'redirect',
          hook: 'nat',
          rule: '-A PREROUTING -p tcp --dport 22 -j REDIRECT --to-ports 2223',
          taker: 'sshd',
        },
      ],
    ],
  },
  {
    name: 'look-alike: a published container port whose container is down; sshd of the host has another port',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'tcp.connect',
        {
          address: '192.0.2.5',
          family: 4,
          port: 2222,
          outcome: 'refused',
          errno: 'ECONNREFUSED',
          answer: 'rst',
          by: 'socket',
        },
      ],
      ['server.listener', { address: '0.0.0.0', port: 22, owner: 'sshd' }],
      [
        'firewall.decision',
        {
          where: 'server',
          action: 'redirect',
          hook: 'nat',
          rule: '-A DOCKER -p tcp --dport 2222 -j DNAT --to-destination 172.17.0.2:22',
        },
      ],
    ],
  },
  {
    name: 'ssh refuses its own configuration',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'config.invalid', stage: 'config' }]],
  },
];
