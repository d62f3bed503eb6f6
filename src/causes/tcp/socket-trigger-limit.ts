import { any, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { service } from '../checks.ts';
import { refusedByIcmp, sshdIsFull } from '../signs.ts';

export const cause: Cause = {
  id: 'socket-trigger-limit',
  stage: 'tcp',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  meaning: 'systemd stopped the socket because its trigger limit was hit',
  title: 'systemd on {host} has closed the SSH port: too many connections came at once, or sshd failed too often.',
  sees: 'Connection refused from some moment on, until somebody restarts the socket. Right before, connections were dropped.',
  why: 'Where ssh.socket opens the port, systemd gives up when it has to start sshd too often in a short time, and leaves the port closed.',
  cases: 4,
  behind: { 'tcp.refused': 4 },
  // The connections that are waiting when the socket is closed are reset.
  requires: symptom('tcp.refused', 'identification.closed', 'identification.reset', 'identification.silent'),
  proves: any(
    seen('server.unit', {
      unit: /^sshd?\.socket$/,
      active: 'failed',
      result: ['trigger-limit-hit', 'service-start-limit-hit'],
    }),
    seen('server.log', {
      program: 'systemd',
      message: /^sshd?\.socket: (Trigger limit hit|Failed with result '(trigger-limit-hit|service-start-limit-hit)')/,
    }),
  ),
  suggests: [
    seen('server.unit', { unit: /^sshd?\.socket$/, active: 'failed' }),
    // With Accept=yes each connection is a unit of its own, and the socket fails when none can be made.
    seen('server.log', { program: 'systemd', message: /^sshd?\.socket: Failed to queue service startup job/ }),
  ],
  excludes: any(
    sshdIsFull,
    seen('server.unit', { unit: /^sshd?\.socket$/, active: 'active' }),
    seen('server.listener', { owner: /^sshd/, address: /^(0\.0\.0\.0|\*|\[?::\]?)$/ }),
    refusedByIcmp,
  ),
  explains: ['sshd-not-running'],
  lookalikes: [
    { cause: 'sshd-config-error', difference: 'If sshd refuses its configuration, the limit is only the consequence.' },
    { cause: 'ip-ban', difference: 'A ban hits one address; a closed socket hits everybody.' },
  ],
  check: service,
  fix: [
    {
      who: 'server',
      risk: 'none',
      say: 'See that sshd can start, then open the socket again.',
      commands: ['sshd -t', 'systemctl reset-failed ssh.service ssh.socket', 'systemctl restart ssh.socket'],
    },
    {
      who: 'server',
      risk: 'restart',
      say: 'Let the socket survive a storm of connections.',
      commands: [
        'mkdir -p /etc/systemd/system/ssh.socket.d',
        "printf '[Socket]\\nTriggerLimitIntervalSec=0\\n' > /etc/systemd/system/ssh.socket.d/limit.conf",
        'systemctl daemon-reload && systemctl restart ssh.socket',
      ],
      undo: [
        'rm /etc/systemd/system/ssh.socket.d/limit.conf',
        'systemctl daemon-reload && systemctl restart ssh.socket',
      ],
    },
    {
      who: 'server',
      risk: 'restart',
      say: 'Or run sshd without the socket unit.',
      commands: ['systemctl disable --now ssh.socket', 'systemctl enable --now ssh.service'],
      undo: ['systemctl disable --now ssh.service', 'systemctl enable --now ssh.socket'],
    },
  ],
  sources: ['systemd.socket(5): TriggerLimitIntervalSec, TriggerLimitBurst', 'systemd.unit(5): StartLimitIntervalSec'],
};

export const examples: readonly Example[] = [
  {
    name: 'the socket unit has failed at its limit',
    expect: 'confirmed',
    covers: ['server.listener'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.socket', load: 'loaded', active: 'failed', result: 'trigger-limit-hit' }],
    ],
  },
  {
    name: 'look-alike: the limit was hit once, and the socket is back',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.log', { program: 'systemd', message: 'ssh.socket: Trigger limit hit, refusing further activation.' }],
      ['server.unit', { unit: 'ssh.socket', load: 'loaded', active: 'active', result: 'success' }],
    ],
  },
  {
    name: 'look-alike: no unit could be made for one connection',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'server.log',
        {
          program: 'systemd',
          message:
            'sshd.socket: Failed to queue service startup job (Maybe the service file is missing or not a template unit?): Resource temporarily unavailable',
        },
      ],
    ],
  },
  { name: 'no answer at all', expect: 'ruled-out', seen: [['symptom', { is: 'tcp.timeout', stage: 'tcp' }]] },
];
