import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { startUp } from '../checks.ts';
import { silentBesideOthers, sshdTurnsAway } from '../signs.ts';

const stopped = any(
  seen('server.state', { is: 'emergency' }),
  seen('server.unit', { unit: /^(?:emergency|rescue)\.(?:target|service)$/, active: 'active' }),
);

export const cause: Cause = {
  id: 'boot-emergency-mode',
  stage: 'tcp',
  family: 'unreachable',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: 'the host stopped in emergency or rescue mode',
  title: '{host} waits in emergency or rescue mode for somebody at its console, and serves nobody meanwhile.',
  sees: 'No answer, or a refusal, since the last restart; the machine counts as running with its provider.',
  why: 'Something that the start needs has failed: mostly a line in /etc/fstab for a disk that is not there, or a file system with errors. Or somebody has sent it there for a repair.',
  cases: 3,
  requires: symptom(
    'tcp.timeout',
    'tcp.refused',
    'route.unreachable',
    'identification.closed',
    'identification.reset',
    'identification.silent',
  ),
  proves: stopped,
  suggests: [
    seen('server.log', {
      program: /^systemd/,
      message:
        /^Reached target .*(?:Emergency|Rescue) Mode|^Started .*(?:Emergency|Rescue) Shell|^Dependency failed for .*Local File Systems/,
    }),
    all(
      any(symptom('tcp.timeout'), seen('tcp.connect', { errno: 'EHOSTUNREACH' })),
      not(seen('tcp.connect', { answer: 'local' })),
      seen('tcp.control', { outcome: ['timeout', 'unreachable'] }),
      not(seen('host.alive')),
    ),
  ],
  excludes: any(
    sshdTurnsAway,
    seen('server.state', { is: ['running', 'off'] }),
    seen('server.unit', { unit: /^sshd?\.service$/, active: 'active' }),
    seen('host.alive', { by: 'ssh' }),
    // Its kernel would refuse for this port as well.
    silentBesideOthers,
  ),
  explains: ['sshd-not-running', 'host-down', 'host-unreachable'],
  lookalikes: [
    {
      cause: 'host-never-booted',
      difference: 'There the start still goes on, or the machine is off; here it stopped and waits.',
    },
    { cause: 'host-down', difference: 'From outside the same; the console shows the emergency shell.' },
    { cause: 'nic-renamed', difference: 'The machine has started, and only its network has no address.' },
  ],
  check: startUp,
  fix: [
    {
      who: 'server',
      risk: 'restart',
      general: true,
      platform: 'Linux with systemd',
      say: 'At the console: see what failed. For a missing disk add nofail to its line in /etc/fstab (_netdev for one in the network), then go on.',
      commands: [
        'systemctl --failed; journalctl -b -p err --no-pager',
        'mount -o remount,rw /; cp /etc/fstab /etc/fstab.before; vi /etc/fstab',
        'systemctl daemon-reload; systemctl default',
      ],
      undo: ['cp /etc/fstab.before /etc/fstab'],
    },
    {
      who: 'server',
      risk: 'restart',
      general: true,
      platform: 'cloud machine without a usable console',
      say: "Stop it, attach its disk to another machine, repair /etc/fstab there, and put the disk back. Or use the provider's rescue system.",
      commands: [],
    },
  ],
  sources: ['systemd.special(7): emergency.target, rescue.target', 'fstab(5): nofail, _netdev'],
};

export const examples: readonly Example[] = [
  {
    name: 'the console shows emergency mode',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.state', { is: 'emergency', text: 'You are in emergency mode.' }],
    ],
  },
  {
    name: 'the network is up, and sshd was never started',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'rescue.target', load: 'loaded', active: 'active', result: 'success' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'inactive', result: 'success' }],
    ],
  },
  {
    name: 'look-alike: silence everywhere, as of a host that is off',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['tcp.control', { address: '192.0.2.5', port: 80, outcome: 'timeout', unused: false }],
    ],
  },
  {
    name: 'the system has started and runs',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.state', { is: 'running', text: 'running' }],
    ],
  },
];
