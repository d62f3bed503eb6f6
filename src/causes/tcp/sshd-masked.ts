import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { service } from '../checks.ts';
import { refusedByIcmp, sshdIsFull } from '../signs.ts';

export const cause: Cause = {
  id: 'sshd-masked',
  stage: 'tcp',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: 'the unit is masked or disabled so that nothing starts it',
  title: 'sshd on {host} is blocked from starting: its service is masked, or a file tells it not to run.',
  sees: 'Connection refused, at once. A plain start of the service fails too.',
  why: 'A masked unit points to /dev/null, so neither boot nor systemctl start can run it. The file /etc/ssh/sshd_not_to_be_run does the same on Debian.',
  cases: 0,
  // With an active socket unit systemd takes the call first and drops it when the service cannot be started.
  requires: symptom('tcp.refused', 'identification.closed', 'identification.reset', 'identification.silent'),
  proves: any(
    all(
      seen('server.unit', { unit: /^sshd?\.service$/, load: 'masked' }),
      not(seen('server.unit', { unit: /^sshd?\.service$/, load: 'loaded' })),
    ),
    seen('server.file', { path: '/etc/ssh/sshd_not_to_be_run', state: ['ok', 'empty'] }),
    seen('server.log', {
      program: 'systemd',
      message: /was skipped because .*ConditionPathExists=!\/etc\/ssh\/sshd_not_to_be_run/,
    }),
  ),
  suggests: [
    seen('server.unit', { unit: /^sshd?\.service$/, load: 'masked' }),
    seen('server.log', { program: 'systemd', message: /sshd?\.service is masked/ }),
  ],
  excludes: any(
    sshdIsFull,
    // A package that was removed leaves its unit masked.
    seen('server.package', { name: /^openssh(?:-server)?$/, installed: false }),
    seen('server.listener', { owner: /^sshd/ }),
    seen('server.unit', { unit: /^sshd?\.service$/, active: 'active' }),
    refusedByIcmp,
  ),
  explains: ['sshd-not-running', 'socket-trigger-limit'],
  lookalikes: [
    { cause: 'sshd-not-running', difference: 'The unit is loaded, and systemctl start brings it up.' },
    { cause: 'sshd-config-error', difference: 'The unit is failed, and sshd -t names a line.' },
  ],
  check: service,
  fix: [
    {
      who: 'server',
      risk: 'none',
      platform: 'Debian, Ubuntu',
      say: 'Take the mask off, then start the service. Ask first who masked it, and why.',
      commands: [
        'systemctl unmask ssh.service',
        'rm -f /etc/ssh/sshd_not_to_be_run',
        'systemctl enable --now ssh.service',
      ],
      undo: ['systemctl disable --now ssh.service', 'systemctl mask ssh.service'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'RHEL, Fedora, SUSE, Arch',
      say: 'Take the mask off, then start the service. Ask first who masked it, and why.',
      commands: ['systemctl unmask sshd.service', 'systemctl enable --now sshd.service'],
      undo: ['systemctl disable --now sshd.service', 'systemctl mask sshd.service'],
    },
  ],
  sources: ['systemctl(1): mask', 'systemd.unit(5): ConditionPathExists'],
};

export const examples: readonly Example[] = [
  {
    name: 'look-alike: another unit of sshd may be the one that serves',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'masked', active: 'inactive' }],
      ['server.unit', { unit: 'sshd.service', load: 'loaded', active: 'inactive' }],
    ],
  },
  {
    name: 'the unit is masked',
    expect: 'confirmed',
    covers: ['server.listener', 'server.package'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'masked', active: 'inactive', result: 'success' }],
    ],
  },
  {
    name: 'a marker file of Debian forbids the start, and the unit looks merely stopped',
    expect: 'confirmed',
    covers: ['server.listener'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'inactive', result: 'success' }],
      ['server.file', { path: '/etc/ssh/sshd_not_to_be_run', state: 'empty' }],
    ],
  },
  {
    name: 'look-alike: the unit is loaded and stopped',
    expect: 'possible',
    covers: ['server.listener', 'server.file'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'inactive', result: 'success' }],
    ],
  },
  {
    name: 'an ICMP message comes from a rule, not from a closed port',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'tcp.connect',
        {
          address: '192.0.2.5',
          family: 4,
          port: 22,
          outcome: 'refused',
          errno: 'ECONNREFUSED',
          answer: 'icmp',
          by: 'socket',
        },
      ],
    ],
  },
];
