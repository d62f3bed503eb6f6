import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { console } from '../checks.ts';
import { stoppedHere } from '../signs.ts';

export const cause: Cause = {
  id: 'host-down',
  stage: 'route',
  family: 'unreachable',
  who: 'server',
  decidedBy: 'both',
  lasting: true,
  meaning: 'nothing at all answers from this address on any port or by ICMP',
  title: 'The machine {host} is down or off the network: nothing at {address} answers in any way.',
  sees: 'Connection timed out or No route to host, and every other port and ping are silent too.',
  why: 'The machine is off, asleep, paused or crashed, or it lost its link. From outside a firewall that drops all looks the same.',
  cases: 0,
  everyday: ['route.unreachable', 'tcp.timeout'],
  requires: symptom('tcp.timeout', 'route.unreachable', 'route.prohibited'),
  proves: any(
    // Who runs the machine says that it does not run.
    all(
      symptom('tcp.timeout', 'route.unreachable'),
      not(seen('host.alive')),
      seen('server.state', { is: 'off', text: /\b(?:paused|pmsuspended|suspended|hibernat\w+|crashed)\b/i }),
    ),
    // Its console says that it is off the network: every interface with an address is.
    all(
      symptom('tcp.timeout'),
      not(seen('host.alive')),
      seen('server.interface', { state: ['down', 'no-carrier'] }),
      not(seen('server.interface', { state: 'up' })),
    ),
  ),
  suggests: [
    all(
      symptom('tcp.timeout', 'route.unreachable'),
      not(seen('host.alive')),
      seen('tcp.control', { outcome: ['timeout', 'unreachable'] }),
    ),
    seen('route.neighbour', { target: true, state: ['failed', 'incomplete'] }),
    seen('server.log', { message: /^Kernel panic - not syncing/ }),
  ],
  excludes: any(stoppedHere, seen('host.alive')),
  // Then nobody is there to answer its neighbours.
  explains: ['host-unreachable', 'host-never-booted'],
  lookalikes: [
    {
      cause: 'firewall-network',
      difference: 'A firewall can drop everything; the console of the machine then shows it alive.',
    },
    { cause: 'nic-renamed', difference: 'There the machine runs, and has lost its address.' },
    {
      cause: 'name-wrong-address',
      difference: 'There the machine runs, at another address than the one the name gives.',
    },
  ],
  check: console,
  fix: [
    {
      who: 'server',
      risk: 'none',
      platform: 'Linux',
      say: 'When its console works and an interface is DOWN or has NO-CARRIER: switch it on, or see to the cable and the switch.',
      commands: ['ip -br link', 'ip link set DEVICE up'],
      undo: ['ip link set DEVICE down'],
    },
    {
      who: 'server',
      risk: 'none',
      say: "See at the provider's panel, the hypervisor or the machine itself whether it runs, and read its screen before you do more.",
      commands: ['virsh list --all', 'virsh console {host}'],
    },
    {
      who: 'server',
      risk: 'none',
      say: 'Start it, or let it go on if it is paused.',
      commands: ['virsh resume {host} || virsh start {host}'],
    },
  ],
  sources: ['virsh(1): domstate', 'connect(2): ETIMEDOUT, EHOSTUNREACH'],
};

export const examples: readonly Example[] = [
  {
    name: 'nothing answers, and the hypervisor has it paused',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['tcp.control', { address: '192.0.2.5', port: 443, outcome: 'timeout', unused: false }],
      ['server.state', { is: 'off', text: 'paused' }],
    ],
  },
  {
    name: 'its console works, and shows the only interface switched off',
    expect: 'confirmed',
    covers: ['server.interface'],
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.interface', { device: 'eth0', state: 'down', addresses: '192.0.2.5/24' }],
    ],
  },
  {
    name: 'look-alike: one of two interfaces has no cable',
    expect: 'possible',
    covers: ['server.interface'],
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.interface', { device: 'eth0', state: 'up', addresses: '192.0.2.5/24' }],
      ['server.interface', { device: 'eth1', state: 'no-carrier', addresses: '198.51.100.5/24' }],
    ],
  },
  {
    name: 'look-alike: a firewall that drops all is as silent',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['tcp.control', { address: '192.0.2.5', port: 443, outcome: 'timeout', unused: false }],
      ['tcp.control', { address: '192.0.2.5', port: 41873, outcome: 'timeout', unused: true }],
    ],
  },
  {
    name: 'another port answers',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['host.alive', { by: 'tcp-open', port: 443 }],
    ],
  },
];
