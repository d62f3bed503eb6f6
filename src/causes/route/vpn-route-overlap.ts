import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { console } from '../checks.ts';
import { serverAdmits } from '../signs.ts';

const containerBridge = String.raw`(?:docker\d+|br-[0-9a-f]{12}|podman\d+|cni\d+|lxdbr\d+)`;
const aside = seen('route.lookup', { kind: ['bridge', 'tunnel', 'other'] });

/** An interface of a VPN or a container network, by the names that their programs give. */
const made = String.raw`(?:tailscale|wg|tun|tap|utun|zt|ppp|nordlynx|docker|br-|podman|cni|lxdbr|virbr|vboxnet|vmnet)[\w-]*`;
const backAside = any(
  seen('server.log', { program: /^ip$/, message: new RegExp(`^[0-9a-f.:]+ (?:.* )?dev ${made}(?: |$)`) }),
  seen('server.answer', { came: new RegExp(`^(?!${made}$)`), went: new RegExp(`^${made}$`) }),
);

/** The route leads into such a network, and the host answers on the way that it would have without. */
const answersOtherwise = all(
  seen('route.lookup', { kind: ['tunnel', 'bridge', 'other'], state: 'found' }),
  seen('route.otherwise', { answered: true }),
);

export const cause: Cause = {
  id: 'vpn-route-overlap',
  stage: 'route',
  family: 'unreachable',
  who: 'client',
  decidedBy: 'both',
  meaning: 'a VPN or container subnet on the client or server takes this address',
  title: 'A VPN or container network takes packets that belong on the real one, and swallows the connection to {host}.',
  sees: 'Connection timed out or No route to host since a VPN or Docker was started; elsewhere it works.',
  why: `Docker, virtual machines and VPNs take private address ranges for themselves. If your server, or you as the server sees
    you, lie in such a range, the packets are sent into that network and never come out.`,
  cases: 2,
  behind: { 'tcp.timeout': 1 },
  requires: any(
    symptom('tcp.timeout'),
    all(stopsAt('route', 'tcp', 'identification', 'kex', 'hostkey', 'auth'), aside),
  ),
  proves: any(
    // ip route get and ip neigh, asked on the server: its way to the client ends in a container network with nobody there.
    all(
      symptom('tcp.timeout'),
      seen('server.log', { program: /^ip$/, message: new RegExp(`^[0-9a-f.:]+ dev ${containerBridge} src `) }),
      seen('server.log', {
        program: /^ip$/,
        message: new RegExp(`^[0-9a-f.:]+ dev ${containerBridge} .*(?:FAILED|INCOMPLETE)$`),
      }),
    ),
    // The same, by its snapshot.
    all(
      symptom('tcp.timeout'),
      not(seen('host.alive')),
      seen('server.route', {
        state: 'dead',
        text: new RegExp(`^[0-9a-f.:]+ dev ${containerBridge} .*(?:FAILED|INCOMPLETE)$`),
      }),
    ),
    // The server's own tunnel has taken all routes, and with them the answers to what comes in by its card.
    all(
      symptom('tcp.timeout'),
      not(seen('host.alive')),
      seen('server.half-open'),
      seen('server.way', { state: 'tunnel' }),
    ),
    // Here the way into the VPN is silent, and by the card beside it the server answers, which would take the connection.
    all(
      symptom('tcp.timeout'),
      answersOtherwise,
      not(seen('host.alive')),
      seen('server.addressed', { by: 'dialled', is: 'own' }),
      seen('server.reach', { listening: 'yes' }),
      serverAdmits('in'),
      not(seen('server.half-open')),
    ),
    // Here the address is looked for in a container network, where nobody has it; the server that has it is on the network.
    all(
      seen('route.lookup', { device: new RegExp(`^${containerBridge}$`), onLink: true, state: 'found' }),
      seen('route.neighbour', { target: true, state: ['failed', 'incomplete'] }),
      seen('server.addressed', { by: 'dialled', is: 'own' }),
      seen('server.interface', { state: 'up' }),
      not(seen('server.interface', { state: ['down', 'no-carrier'] })),
    ),
  ),
  suggests: [
    seen('route.lookup', { kind: 'bridge', onLink: true }),
    seen('route.lookup', { kind: 'tunnel' }),
    backAside,
    all(backAside, symptom('tcp.timeout')),
    all(symptom('route.unreachable', 'tcp.timeout', 'tcp.refused'), seen('name.address', { scope: 'container' })),
    answersOtherwise,
    all(answersOtherwise, not(seen('host.alive'))),
  ],
  excludes: all(
    seen('route.lookup', { kind: 'ethernet' }),
    seen('host.alive', { by: ['tcp-open', 'tcp-refused', 'ssh'] }),
  ),
  explains: ['host-unreachable', 'return-route-missing'],
  lookalikes: [
    {
      cause: 'host-unreachable',
      difference: 'There the packets go out on the right network, and nobody is at the address.',
    },
    { cause: 'route-missing', difference: 'There is no way at all; here is one, and it is the wrong one.' },
    { cause: 'return-route-missing', difference: 'There the server has no way back; here it has a wrong one.' },
  ],
  check: console,
  fix: [
    {
      who: 'client',
      risk: 'cuts-sessions',
      general: true,
      say: 'See which network takes the address; then stop the VPN, or remove the container network nobody uses, and try again.',
      commands: ['ip route get {address}', 'docker network ls', 'docker network prune'],
    },
    {
      who: 'client',
      risk: 'none',
      general: true,
      platform: 'WireGuard, OpenVPN',
      say: 'For good, let the VPN take only the networks that are behind it: AllowedIPs, or route-nopull and a route for each.',
      commands: ['wg show all allowed-ips', "grep -n '^ *\\(route\\|pull\\)' /etc/openvpn/*.conf"],
    },
    {
      who: 'client',
      risk: 'cuts-sessions',
      general: true,
      platform: 'Docker',
      say: 'For good, give Docker a range that is not used around you; this restarts the containers.',
      commands: [
        `printf '{"default-address-pools":[{"base":"10.213.0.0/16","size":24}]}\\n' | sudo tee /etc/docker/daemon.json`,
        'sudo systemctl restart docker',
      ],
      undo: ['sudo rm /etc/docker/daemon.json && sudo systemctl restart docker'],
    },
    {
      who: 'server',
      risk: 'cuts-sessions',
      general: true,
      platform: 'Tailscale',
      say: 'If the server takes routes of other nodes that cover your network, let it not.',
      commands: ['tailscale set --accept-routes=false'],
      undo: ['tailscale set --accept-routes=true'],
    },
  ],
  sources: ['ip-route(8)', 'Docker docs: daemon.json, default-address-pools', 'RFC 1918'],
};

export const examples: readonly Example[] = [
  {
    name: 'a VPN of the server takes all that it sends, answers as well',
    expect: 'confirmed',
    covers: ['host.alive'],
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.half-open', { connections: 2 }],
      [
        'server.way',
        { from: '198.51.100.5', state: 'tunnel', text: '192.0.2.10 from 198.51.100.5 dev wg0 table 51820' },
      ],
    ],
  },
  {
    name: 'look-alike: such a VPN, and nothing of the client has come in',
    expect: 'possible',
    covers: ['host.alive', 'server.half-open'],
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      [
        'server.way',
        { from: '198.51.100.5', state: 'tunnel', text: '192.0.2.10 from 198.51.100.5 dev wg0 table 51820' },
      ],
    ],
  },
  {
    name: 'the way back of the server ends in a container network, by its snapshot',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.route', { state: 'dead', text: '172.18.4.7 dev br-0123456789ab  FAILED' }],
    ],
  },
  {
    name: 'the server sends its answers into its own container network, where nobody has the address',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.log', { program: 'ip', message: '172.18.4.7 dev br-0123456789ab src 172.18.0.1 uid 0' }],
      ['server.log', { program: 'ip', message: '172.18.4.7 dev br-0123456789ab FAILED' }],
    ],
  },
  {
    name: 'Docker here has taken the network of the server, which is up elsewhere',
    expect: 'confirmed',
    covers: ['server.interface'],
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['route.lookup', { address: '10.0.2.5', state: 'found', device: 'docker0', kind: 'bridge', onLink: true }],
      ['route.neighbour', { address: '10.0.2.5', state: 'failed', target: true }],
      ['server.interface', { device: 'eth0', state: 'up', addresses: '10.0.2.5/24' }],
      ['server.addressed', { address: '10.0.2.5', by: 'dialled', is: 'own', named: true }],
    ],
  },
  {
    name: 'a VPN here takes the network of the server, which answers by the card beside it',
    expect: 'confirmed',
    covers: ['host.alive', 'server.half-open'],
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['route.lookup', { address: '10.0.2.5', state: 'found', device: 'tun0', kind: 'tunnel', onLink: true }],
      ['route.otherwise', { address: '10.0.2.5', by: 'eth0', answered: true }],
      ['server.addressed', { address: '10.0.2.5', by: 'dialled', is: 'own', named: true }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'sshd' }],
      ['firewall.decision', { where: 'server', action: 'accept', hook: 'in', rule: '-P INPUT ACCEPT' }],
    ],
  },
  {
    name: 'look-alike: by the card beside the VPN somebody answers, and the server itself may drop what comes from the VPN',
    expect: 'possible',
    covers: ['host.alive'],
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['route.lookup', { address: '10.0.2.5', state: 'found', device: 'tun0', kind: 'tunnel', onLink: true }],
      ['route.otherwise', { address: '10.0.2.5', by: 'eth0', answered: true }],
    ],
  },
  {
    name: 'the answer of the server leaves through a VPN',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.answer', { came: 'eth0', went: 'tailscale0' }],
    ],
  },
  {
    name: 'look-alike: the address lies in a container network here, and the container may just be down',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['name.address', { address: '172.17.0.9', family: 4, scope: 'container', source: 'system' }],
      ['route.lookup', { address: '172.17.0.9', state: 'found', device: 'docker0', kind: 'bridge', onLink: true }],
    ],
  },
  {
    name: 'packets go out by the network card, and the host answers elsewhere',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['route.lookup', { address: '192.0.2.5', state: 'found', device: 'eth0', kind: 'ethernet', onLink: false }],
      ['host.alive', { by: 'tcp-open', port: 443 }],
    ],
  },
];
