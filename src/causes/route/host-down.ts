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
  title: 'The machine {host} is down: nothing at {address} answers in any way.',
  sees: 'Connection timed out or No route to host, and every other port and ping are silent too.',
  why: 'The machine is off, asleep, paused or crashed, or it lost its link. From outside a firewall that drops all looks the same.',
  cases: 0,
  everyday: ['route.unreachable', 'tcp.timeout'],
  requires: symptom('tcp.timeout', 'route.unreachable', 'route.prohibited'),
  // Who runs the machine says that it does not run.
  proves: all(
    symptom('tcp.timeout', 'route.unreachable'),
    not(seen('host.alive')),
    seen('server.state', { is: 'off', text: /\b(?:paused|pmsuspended|suspended|hibernat\w+|crashed)\b/i }),
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
