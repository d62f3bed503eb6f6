import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import {
  fallsSilent,
  nothingComes,
  refusedOnTheWay,
  serverAdmits,
  sshdTurnsAway,
  stoppedHere,
  synArrived,
  turnedDown,
} from '../signs.ts';

// Rules that look at more than who talks to whom belong to other causes: inspection, limits, markings, sizes, chance.
const byAddress =
  /^(?!.*(?:["']SSH-|--string|@ih,|ndpi|layer7|\blimit\b|hashlimit|connlimit|\brecent\b|\bmeter\b|ct count|dscp|\btos\b|\blength\b|icmp-type|icmpv?6? type|numgen|statistic))/is;
const blocks = seen('firewall.decision', { where: 'path', action: ['drop', 'reject'] });

export const cause: Cause = {
  id: 'firewall-network',
  stage: 'tcp',
  family: 'filtered',
  who: 'network',
  decidedBy: 'both',
  lasting: true,
  meaning: 'a router or firewall between client and server drops or rejects this flow',
  title: 'A firewall between you and {host} stops connections to port {port}.',
  sees: 'A time-out, a refusal or "No route to host", while the server itself is well and admits you.',
  why: 'A router, a company or campus firewall, or the box in front of the server admits only listed ports, addresses or directions.',
  cases: 0,
  requires: any(fallsSilent, turnedDown, symptom('identification.closed', 'identification.reset', 'kex.reset')),
  proves: any(
    all(
      symptom('tcp.timeout', 'identification.silent'),
      seen('firewall.decision', { where: 'path', action: 'drop', rule: byAddress }),
    ),
    all(turnedDown, seen('firewall.decision', { where: 'path', action: 'reject', rule: byAddress })),
  ),
  suggests: [
    all(symptom('tcp.timeout'), seen('host.alive')),
    seen('tcp.connect', { outcome: 'refused', answer: 'icmp' }),
    all(symptom('route.prohibited'), any(seen('host.alive'), seen('tcp.connect', { answer: 'icmp' }))),
    all(
      symptom('tcp.timeout', 'route.prohibited'),
      seen('firewall.decision', { where: 'server', action: 'accept', hook: 'in' }),
    ),
    blocks,
    seen('firewall.likely', { where: 'path' }),
    all(symptom('tcp.timeout'), seen('firewall.likely', { where: 'path', action: 'drop' })),
    all(turnedDown, seen('firewall.likely', { where: 'path', action: 'reject' })),
    nothingComes,
    all(nothingComes, seen('server.arrivals')),
    all(synArrived, serverAdmits('out'), seen('host.alive')),
    refusedOnTheWay,
    all(refusedOnTheWay, serverAdmits('out')),
    all(refusedOnTheWay, serverAdmits('out'), seen('host.alive')),
  ],
  excludes: any(
    stoppedHere,
    sshdTurnsAway,
    seen('tcp.connect', { address: /^(127\.|::1$)/ }),
    all(seen('firewall.decision', { where: 'path', action: 'accept' }), not(blocks)),
  ),
  lookalikes: [
    { cause: 'firewall-server', difference: 'The packets arrive at the server and its own counters move.' },
    {
      cause: 'network-blocks-22',
      difference: 'It stands in your own network and stops this port towards every server.',
    },
    {
      cause: 'return-route-missing',
      difference: 'Your packets arrive, and the answers take a way that does not lead back.',
    },
  ],
  check: {
    at: 'server',
    what: 'watch whether your packets arrive while you try',
    command: 'tcpdump -nni any -c 20 tcp port {port}',
  },
  fix: [
    {
      who: 'network',
      risk: 'none',
      platform: 'Linux router',
      say: 'Admit the flow before the rule that stops it; answers of admitted connections must pass as well.',
      commands: [
        'iptables -I FORWARD -p tcp -d {address} --dport {port} -j ACCEPT',
        'iptables -I FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT',
      ],
      undo: [
        'iptables -D FORWARD -p tcp -d {address} --dport {port} -j ACCEPT',
        'iptables -D FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT',
      ],
    },
    {
      who: 'network',
      risk: 'none',
      say: 'Ask those who run the firewall for your source address to {address}, TCP port {port}; a capture from both ends shows them where it stops.',
      commands: [],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Until then go through a host that may reach it.',
      commands: ['ssh -J {user}@JUMPHOST -p {port} {user}@{host}'],
    },
  ],
  sources: ['iptables(8): FORWARD', 'tcpdump(8)'],
};

export const examples: readonly Example[] = [
  {
    name: 'tcpdump on the server saw nothing come while the client tried',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.arrivals', { packets: 0 }],
    ],
  },
  {
    name: 'a router has logged that it blocked the packet, and not by which rule',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      [
        'firewall.likely',
        { where: 'path', action: 'drop', rule: 'filterlog: block,in,4,tcp,198.51.100.7,203.0.113.36,22' },
      ],
    ],
  },
  {
    name: 'the rules of the router drop the flow',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      [
        'firewall.decision',
        { where: 'path', action: 'drop', hook: 'in', rule: '-A FORWARD -p tcp --dport 22 -j DROP' },
      ],
    ],
  },
  {
    name: 'look-alike: from the client alone the filter may stand anywhere',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['host.alive', { by: 'tcp-open', port: 443 }],
    ],
  },
  {
    name: 'look-alike: a drop rule cannot be behind a refusal',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['firewall.decision', { where: 'path', action: 'drop', hook: 'in', rule: '-P FORWARD DROP' }],
    ],
  },
  {
    name: 'the name does not exist',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'name.not-found', stage: 'name' }]],
  },
];
