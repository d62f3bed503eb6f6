import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { startUp } from '../checks.ts';
import { sshdTurnsAway } from '../signs.ts';

const off = seen('server.state', { is: 'off' });
const booting = seen('server.state', { is: 'booting' });

export const cause: Cause = {
  id: 'host-never-booted',
  stage: 'tcp',
  family: 'unreachable',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: 'the machine has not finished booting or is off',
  title: '{host} is off, or has not finished starting.',
  sees: 'No answer at all, "No route to host", or a refusal in the first minutes after a start.',
  why: 'The machine was stopped, its boot loader or disk image does not start, or a step of the start takes long. sshd comes late in a start.',
  cases: 1,
  behind: { 'tcp.timeout': 1 },
  requires: symptom(
    'tcp.timeout',
    'tcp.refused',
    'tcp.reset',
    'route.unreachable',
    'identification.closed',
    'identification.reset',
    'identification.silent',
  ),
  proves: any(
    all(symptom('tcp.timeout', 'route.unreachable', 'identification.closed', 'identification.reset'), off),
    all(symptom('tcp.timeout', 'route.unreachable', 'tcp.refused'), booting),
  ),
  suggests: [
    any(off, booting),
    all(
      any(symptom('tcp.timeout'), seen('tcp.connect', { errno: 'EHOSTUNREACH' })),
      not(seen('tcp.connect', { answer: 'local' })),
      seen('tcp.control', { outcome: ['timeout', 'unreachable'] }),
      not(seen('host.alive')),
    ),
    seen('server.log', { program: 'kernel', message: /^Kernel panic - not syncing|Unable to mount root fs/ }),
  ],
  excludes: any(
    sshdTurnsAway,
    seen('server.state', { is: ['running', 'emergency'] }),
    seen('server.unit', { unit: /^sshd?\.service$/, active: ['active', 'failed'] }),
    all(seen('server.resource', { what: 'entropy', state: 'exhausted' }), booting),
    seen('host.alive', { by: 'ssh' }),
  ),
  explains: ['host-down', 'host-unreachable', 'sshd-not-running'],
  lookalikes: [
    {
      cause: 'host-down',
      difference: 'From outside the same: only the console or the provider shows whether it is on.',
    },
    { cause: 'boot-emergency-mode', difference: 'The start has stopped for good and waits for somebody.' },
    { cause: 'nologin', difference: 'sshd already answers, and turns ordinary users away until the start is over.' },
  ],
  check: startUp,
  fix: [
    {
      who: 'server',
      risk: 'none',
      platform: 'cloud machine',
      say: 'Ask the provider for its state and for the text of its serial console, and start it if it is stopped.',
      commands: [
        'aws ec2 get-console-output --instance-id INSTANCE --latest --output text',
        'gcloud compute instances get-serial-port-output INSTANCE',
        'az vm boot-diagnostics get-boot-log -g RESOURCE_GROUP -n VM',
      ],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'libvirt',
      say: 'See whether it runs, start it, and watch its console.',
      commands: ['virsh list --all', 'virsh start DOMAIN --console'],
      undo: ['virsh shutdown DOMAIN'],
    },
    {
      who: 'server',
      risk: 'none',
      say: 'While it starts: wait, then see which step the start waits for.',
      commands: ['systemctl list-jobs --no-pager', 'systemd-analyze blame | head'],
    },
  ],
  sources: ['systemctl(1): is-system-running', 'systemd.special(7)'],
};

export const examples: readonly Example[] = [
  {
    name: 'the provider says that the machine is stopped',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.state', { is: 'off', text: 'stopped' }],
    ],
  },
  {
    name: 'the start still goes on',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.state', { is: 'booting', text: 'starting' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'inactive', result: 'success' }],
    ],
  },
  {
    name: 'look-alike: no sign of life from outside may be a filter as well',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['tcp.control', { address: '192.0.2.5', port: 80, outcome: 'timeout', unused: false }],
    ],
  },
  {
    name: 'look-alike: a start that has not ended since sshd itself has failed',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.state', { is: 'booting', text: 'starting' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'exit-code' }],
    ],
  },
  {
    name: 'the system runs',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.state', { is: 'running', text: 'running' }],
    ],
  },
];
