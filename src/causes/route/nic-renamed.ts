import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { console } from '../checks.ts';
import { stoppedHere } from '../signs.ts';

const renamed = seen('server.log', { message: /: renamed from \w+$|^renamed network interface \w+ to \w+/ });
const configuredForNobody = seen('server.log', {
  message:
    /^(?:ifup: )?Cannot find device "?\S+"?$|^(?:Bringing up interface \S+: +)?Device \S+ does not seem to be present|interface not found$|no valid interfaces found$/,
});

export const cause: Cause = {
  id: 'nic-renamed',
  stage: 'route',
  family: 'unreachable',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: "the server's interface has another name now and no address",
  title: 'The network card of {host} has another name than its configuration says, so the server has no address.',
  sees: 'Connection timed out or No route to host after a reboot, a kernel update, a clone or a move to other hardware.',
  why: `The network configuration names the card, for example eth0. After the change the system calls it otherwise, for example
    ens18, finds no settings for that name, and leaves it without an address.`,
  cases: 3,
  requires: symptom('tcp.timeout', 'route.unreachable', 'route.prohibited'),
  // Cards are renamed at every boot; it harms only who is configured for the other name.
  proves: any(
    all(not(seen('host.alive')), renamed, configuredForNobody),
    all(not(seen('host.alive')), seen('server.card'), not(seen('server.interface', { state: 'up' }))),
  ),
  suggests: [
    configuredForNobody,
    all(not(seen('host.alive')), seen('route.neighbour', { target: true, state: ['failed', 'incomplete'] })),
  ],
  excludes: any(stoppedHere, seen('host.alive'), seen('route.neighbour', { target: true, state: 'reachable' })),
  explains: ['host-unreachable'],
  lookalikes: [
    {
      cause: 'host-down',
      difference: 'There the machine does not run; here its console works and shows a card without an address.',
    },
    { cause: 'listenaddress-race', difference: 'There the address comes too late for sshd; here it never comes.' },
  ],
  check: console,
  fix: [
    {
      who: 'server',
      risk: 'none',
      say: 'To get in at once, give the card an address by hand, under the name that ip link shows.',
      commands: [
        'ip link set NEWNAME up',
        'ip address add {address}/24 dev NEWNAME',
        'ip route add default via GATEWAY',
      ],
      undo: ['ip address del {address}/24 dev NEWNAME'],
    },
    {
      who: 'server',
      risk: 'restart',
      platform: 'Debian',
      say: 'Put the new name into the configuration.',
      commands: ["sed -i.bak 's/\\bOLDNAME\\b/NEWNAME/g' /etc/network/interfaces", 'systemctl restart networking'],
      undo: ['mv /etc/network/interfaces.bak /etc/network/interfaces'],
    },
    {
      who: 'server',
      risk: 'restart',
      platform: 'Ubuntu',
      say: 'Put the new name into the configuration; netplan takes it back unless you confirm.',
      commands: ["sed -i.bak 's/\\bOLDNAME\\b/NEWNAME/g' /etc/netplan/*.yaml", 'netplan try'],
    },
    {
      who: 'server',
      risk: 'restart',
      platform: 'RHEL, Fedora',
      say: 'Tie the connection to the new name.',
      commands: [
        'nmcli connection modify CONNECTION connection.interface-name NEWNAME',
        'nmcli connection up CONNECTION',
      ],
    },
  ],
  sources: ['systemd.net-naming-scheme(7)', 'interfaces(5)', 'systemd.link(5)'],
};

export const examples: readonly Example[] = [
  {
    name: 'the card that is configured is not there, and the one that is there has no address',
    expect: 'confirmed',
    covers: ['server.interface'],
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['server.card', { configured: 'enp3s0', instead: 'eth0' }],
    ],
  },
  {
    name: 'look-alike: another card has the address, and is up',
    expect: 'possible',
    covers: ['server.interface'],
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['server.card', { configured: 'enp3s0', instead: 'eth1' }],
      ['server.interface', { device: 'eth0', state: 'up', addresses: '192.0.2.5/24' }],
    ],
  },
  {
    name: 'the card is ens18 now, and the configuration looks for eth0',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'route.unreachable', stage: 'route' }],
      ['server.log', { program: 'kernel', message: 'virtio_net virtio1 ens18: renamed from eth0' }],
      ['server.log', { program: 'ifup', message: 'Cannot find device "eth0"' }],
    ],
  },
  {
    name: 'look-alike: cards are renamed at every healthy boot',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.log', { program: 'kernel', message: 'virtio_net virtio1 ens18: renamed from eth0' }],
    ],
  },
  {
    name: 'the address answers on another port',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['host.alive', { by: 'tcp-open', port: 443 }],
    ],
  },
];
