import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { service } from '../checks.ts';
import { refusedByIcmp } from '../signs.ts';

const socketUnit = seen('server.unit', { unit: /^sshd?\.socket$/, active: 'active' });
const otherPort = /^(?!22$)\d+$/;

export const cause: Cause = {
  id: 'socket-activation-port',
  stage: 'tcp',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: "ssh.socket owns the listener and sshd_config's Port or ListenAddress is not what it uses",
  title: 'On {host} systemd holds the SSH port (ssh.socket), and it does not use the Port of sshd_config.',
  sees: 'Connection refused on the new port, while the old port still answers.',
  why: `Where ssh.socket is active, systemd opens the port and hands it to sshd. A restart of ssh.service does not move it:
    the socket unit has to be told, on newer systems by a reload of systemd.`,
  cases: 5,
  behind: { 'tcp.refused': 5 },
  requires: symptom('tcp.refused'),
  proves: any(
    // sshd is told one port, systemd listens at another, and at the one that was asked about nobody does.
    all(
      socketUnit,
      seen('server.reach', { port: 22, listening: 'no' }),
      seen('server.setting', { keyword: 'port', value: '22' }),
    ),
    all(
      socketUnit,
      seen('server.reach', { port: { min: 23 }, listening: 'no' }),
      seen('server.setting', { keyword: 'port', value: otherPort }),
      not(seen('server.setting', { keyword: 'port', value: '22' })),
      seen('server.listener', { port: 22, owner: /^(sshd|systemd$)/ }),
    ),
    all(
      socketUnit,
      seen('tcp.connect', { port: { min: 23 }, outcome: 'refused' }),
      seen('server.setting', { keyword: 'port', value: otherPort }),
      not(seen('server.setting', { keyword: 'port', value: '22' })),
      seen('server.listener', { port: 22, owner: /^(sshd|systemd$)/ }),
      not(seen('server.listener', { port: { min: 23 }, owner: /^sshd/, address: /^(?!127\.|\[?::1)/ })),
    ),
    all(
      socketUnit,
      seen('tcp.connect', { port: 22, outcome: 'refused' }),
      seen('server.setting', { keyword: 'port', value: '22' }),
      not(seen('server.listener', { port: 22 })),
    ),
  ),
  suggests: [
    all(seen('tcp.connect', { port: { min: 23 }, outcome: 'refused' }), seen('ssh.elsewhere', { port: 22 })),
    seen('ssh.elsewhere', { port: 22 }),
    socketUnit,
    // systemd itself listens, and not where the client was sent.
    all(
      seen('tcp.connect', { port: { min: 23 }, outcome: 'refused' }),
      seen('server.listener', { port: 22, owner: /^systemd$/ }),
    ),
  ],
  excludes: any(all(seen('server.unit', { unit: /^sshd?\.socket$/ }), not(socketUnit)), refusedByIcmp),
  lookalikes: [
    {
      cause: 'sshd-port-changed',
      difference: 'There sshd really listens on its new port, and the client dials the old one.',
    },
    { cause: 'socket-trigger-limit', difference: 'There the socket unit has failed, and no port is open.' },
  ],
  check: service,
  fix: [
    {
      who: 'server',
      risk: 'restart',
      platform: 'Ubuntu 24.04 and later',
      say: 'Have systemd read sshd_config again and move the port. Open sessions stay.',
      commands: ['sshd -t && systemctl daemon-reload && systemctl restart ssh.socket'],
    },
    {
      who: 'server',
      risk: 'restart',
      platform: 'Ubuntu 22.10 to 23.10, Debian',
      say: 'Name the port in the socket unit.',
      commands: [
        'mkdir -p /etc/systemd/system/ssh.socket.d',
        "printf '[Socket]\\nListenStream=\\nListenStream={port}\\n' > /etc/systemd/system/ssh.socket.d/port.conf",
        'systemctl daemon-reload && systemctl restart ssh.socket',
      ],
      undo: [
        'rm /etc/systemd/system/ssh.socket.d/port.conf',
        'systemctl daemon-reload && systemctl restart ssh.socket',
      ],
    },
    {
      who: 'server',
      risk: 'restart',
      say: 'Or go back to a sshd that opens its port itself.',
      commands: ['systemctl disable --now ssh.socket', 'systemctl enable --now ssh.service'],
      undo: ['systemctl disable --now ssh.service', 'systemctl enable --now ssh.socket'],
    },
  ],
  sources: ['systemd.socket(5): ListenStream', 'sshd_config(5): Port'],
};

export const examples: readonly Example[] = [
  {
    name: 'sshd_config says 2222, systemd holds 22, and 2222 was dialled',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'tcp.connect',
        { address: '192.0.2.5', family: 4, port: 2222, outcome: 'refused', errno: 'ECONNREFUSED', by: 'socket' },
      ],
      ['server.unit', { unit: 'ssh.socket', load: 'loaded', active: 'active', result: 'success' }],
      ['server.setting', { keyword: 'port', value: '2222' }],
      ['server.listener', { address: '::', port: 22, owner: 'systemd' }],
    ],
  },
  {
    name: 'look-alike: the old port answers, which may also be a typing error in the number',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'tcp.connect',
        { address: '192.0.2.5', family: 4, port: 2222, outcome: 'refused', errno: 'ECONNREFUSED', by: 'socket' },
      ],
      ['ssh.elsewhere', { port: 22, version: 'SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13' }],
    ],
  },
  {
    name: 'the socket unit is not active',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.socket', load: 'loaded', active: 'inactive', result: 'success' }],
    ],
  },
  {
    name: 'the server alone: systemd listens at another port than the one sshd is told',
    expect: 'confirmed',
    end: 'server',
    seen: [
      ['server.unit', { unit: 'ssh.socket', load: 'loaded', active: 'active', result: 'success' }],
      ['server.reach', { port: 22, listening: 'no' }],
      ['server.setting', { keyword: 'port', value: '22' }],
    ],
  },
  {
    name: 'look-alike: sshd is told the other port too',
    expect: 'possible',
    end: 'server',
    covers: ['server.listener'],
    seen: [
      ['server.unit', { unit: 'ssh.socket', load: 'loaded', active: 'active', result: 'success' }],
      ['server.reach', { port: 22, listening: 'no' }],
      ['server.setting', { keyword: 'port', value: '2222' }],
    ],
  },
];
