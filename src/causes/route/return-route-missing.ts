import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { console } from '../checks.ts';
import { captured } from '../signs.ts';

/** By the server's own routes: asked of its kernel, or followed in the lists that were given. */
const noWay = seen('server.route', { state: ['none', 'filtered', 'dead'] });

/** Of several addresses it is the one that was dialled that is answered by a silent hop, or by another card under strict rp_filter. */
const noWayFromDialled = all(
  seen('server.way'),
  seen('server.addressed', { by: 'dialled', is: 'own', way: ['dead', 'filtered'] }),
);

export const cause: Cause = {
  id: 'return-route-missing',
  stage: 'route',
  family: 'unreachable',
  who: 'server',
  decidedBy: 'both',
  meaning: 'requests arrive and answers do not come back (no return route, rp_filter, wrong gateway)',
  title: 'Your packets reach {host}, but it does not know the way back to you.',
  sees: 'Connection timed out from some networks, while machines close to the server get in.',
  why: `The server has no default route, the wrong gateway, or several interfaces, and sends its answers the wrong way. With
    strict rp_filter its kernel then throws your packets away unseen.`,
  cases: 0,
  requires: symptom('tcp.timeout'),
  proves: any(
    all(not(seen('host.alive')), any(noWay, noWayFromDialled)),
    // What other ports answer takes another way.
    seen('server.route', { state: 'dead', byPort: true }),
  ),
  suggests: [
    captured,
    seen('server.answer'),
    all(symptom('tcp.timeout'), not(seen('host.alive')), seen('server.half-open')),
    seen('server.log', { program: /^kernel$/, message: /^(?:IPv4: )?martian source / }),
    all(
      symptom('tcp.timeout'),
      not(seen('host.alive')),
      seen('server.listener', { owner: /^sshd/, address: /^(?:0\.0\.0\.0|\*|\[?::\]?)$/ }),
    ),
  ],
  // What other ports answer says little: rules may choose the way by the port, or by a mark (ip-rule(8)).
  excludes: seen('host.alive', { by: 'ssh' }),
  lookalikes: [
    {
      cause: 'firewall-egress',
      difference: 'There a rule drops the answers: a counter of it rises, and the route is right.',
    },
    { cause: 'firewall-network', difference: 'There the packets never arrive: tcpdump on the server stays empty.' },
    { cause: 'vpn-route-overlap', difference: 'There a route back exists, and leads into a VPN or container network.' },
  ],
  check: console,
  fix: [
    {
      who: 'server',
      risk: 'none',
      say: 'See which way the server would answer, with the address you come from.',
      commands: ['ip route get YOURADDRESS', "tcpdump -nni any -c 10 'tcp port {port}'"],
    },
    {
      who: 'server',
      risk: 'none',
      say: 'Give it a way back for now; keep it in the network configuration when it works.',
      commands: ['ip route add YOURNETWORK via GATEWAY'],
      undo: ['ip route del YOURNETWORK via GATEWAY'],
    },
    {
      who: 'server',
      risk: 'none',
      say: 'With several interfaces on purpose, let rp_filter be loose: it takes any known way for good.',
      commands: ['sysctl net.ipv4.conf.all.rp_filter', 'sysctl -w net.ipv4.conf.all.rp_filter=2'],
      undo: ['sysctl -w net.ipv4.conf.all.rp_filter=1'],
    },
  ],
  sources: ['ip-route(8)', 'Linux Documentation/networking/ip-sysctl.rst: rp_filter, log_martians', 'RFC 3704'],
};

export const examples: readonly Example[] = [
  {
    name: 'the server has no route to the client',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.route', { state: 'none', text: 'RTNETLINK answers: Network is unreachable' }],
    ],
  },
  {
    name: 'the routes of the server have a blackhole for the client',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.route', { state: 'none', text: 'the route back to 192.0.2.1 is a blackhole' }],
    ],
  },
  {
    name: 'the gateway that the server would answer by is not there',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.route', { state: 'dead', text: '192.0.2.254 dev eth0 FAILED' }],
    ],
  },
  {
    name: 'a rule sends what is answered from the port to a hop that is silent, and other ports answer',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['host.alive', { by: 'tcp-refused', port: 80 }],
      ['server.route', { state: 'dead', text: '192.0.2.254 dev eth0 FAILED', byPort: true }],
    ],
  },
  {
    name: 'look-alike: the usual way back is dead by now, and other ports answer',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['host.alive', { by: 'tcp-refused', port: 80 }],
      ['server.route', { state: 'dead', text: '192.0.2.254 dev eth0 FAILED' }],
    ],
  },
  {
    name: 'a rule sends what the dialled address answers to a hop that is silent',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.addressed', { address: '192.0.2.5', by: 'dialled', is: 'own', named: true, way: 'dead' }],
      ['server.way', { from: '192.0.2.5', state: 'dead', text: '203.0.113.1 dev eth1 FAILED' }],
      ['server.route', { state: 'found', text: '198.51.100.7 via 192.0.2.1 dev eth0 src 192.0.2.5 uid 0' }],
    ],
  },
  {
    name: 'the dialled address is answered by another card, and rp_filter is strict',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.addressed', { address: '192.0.2.5', by: 'dialled', is: 'own', named: true, way: 'filtered' }],
      [
        'server.way',
        {
          from: '192.0.2.5',
          state: 'filtered',
          text: 'net/ipv4/conf/all/rp_filter:1, and the way back to 198.51.100.7 leaves by eth1, not by eth0',
        },
      ],
      ['server.route', { state: 'found', text: '198.51.100.7 via 203.0.113.1 dev eth1 src 203.0.113.5 uid 0' }],
    ],
  },
  {
    name: 'look-alike: that is the way of an address that was not dialled',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.addressed', { address: '192.0.2.5', by: 'dialled', is: 'own', named: true }],
      ['server.way', { from: '203.0.113.5', state: 'dead', text: '203.0.113.1 dev eth1 FAILED' }],
      ['server.listener', { address: '0.0.0.0', port: 22, owner: 'sshd' }],
    ],
  },
  {
    name: 'look-alike: the SYN came in and its answer was not taken up, as where a device drops the answers',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.half-open', { connections: 2 }],
      ['server.route', { state: 'found', text: '192.0.2.1 via 198.51.100.1 dev eth0 src 198.51.100.5 uid 0' }],
    ],
  },
  {
    name: 'look-alike: the answer leaves by another card, and may well arrive so',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.answer', { came: 'eth0', went: 'eth1' }],
    ],
  },
  {
    name: 'look-alike: strange packets in the log may be those of somebody else',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.log', { program: 'kernel', message: 'IPv4: martian source 10.0.0.5 from 192.168.7.2, on dev eth1' }],
    ],
  },
  {
    name: 'look-alike: another port answers this very client, and the answers of this one may go another way',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['host.alive', { by: 'tcp-open', port: 443 }],
    ],
  },
  {
    name: 'sshd answers this very client',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['host.alive', { by: 'ssh' }],
    ],
  },
];
