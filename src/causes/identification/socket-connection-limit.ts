import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { service } from '../checks.ts';
import { endsWordless, sshdIsFull } from '../signs.ts';

const dropped =
  /^sshd?\.socket: Too many incoming connections \(\d+\)(?: from source \S+)?, (?:dropping|refusing) connection/;
const socketTakes = seen('server.unit', { unit: /^sshd?\.socket$/, active: 'active' });

export const cause: Cause = {
  id: 'socket-connection-limit',
  stage: 'identification',
  family: 'limited',
  who: 'server',
  decidedBy: 'server',
  meaning: 'the socket unit of systemd admits no more connections (MaxConnections, MaxConnectionsPerSource)',
  title: 'systemd on {host} drops new connections: as many as its socket for SSH admits are open already.',
  sees: 'The connection opens and is closed at once, before a word. Old sessions go on, and it works again when some have ended.',
  why: `Where ssh.socket starts one sshd for each connection, systemd counts them: 64 unless told otherwise, and what
    MaxConnectionsPerSource allows for each address. Open sessions count, as do those that nobody has closed.`,
  cases: 0,
  requires: symptom('tcp.reset', 'identification.closed', 'identification.reset', 'identification.silent'),
  proves: all(seen('server.log', { program: 'systemd', message: dropped }), socketTakes),
  suggests: [seen('server.log', { program: 'systemd', message: dropped }), all(socketTakes, endsWordless)],
  excludes: any(
    sshdIsFull,
    all(seen('server.unit', { unit: /^sshd?\.socket$/, active: ['inactive', 'failed'] }), not(socketTakes)),
    seen('server.listener', { owner: /^sshd/ }),
  ),
  lookalikes: [
    { cause: 'socket-trigger-limit', difference: 'systemd has closed the port altogether: the connection is refused.' },
    { cause: 'maxstartups', difference: 'There a single sshd counts those that have not logged in yet.' },
    { cause: 'rate-limit-per-source', difference: 'That limit is one of sshd_config, and sshd tells of it.' },
  ],
  check: service,
  fix: [
    {
      who: 'server',
      risk: 'cuts-sessions',
      say: 'See which sessions hold the places, and end those that nobody uses any more.',
      commands: ["systemctl list-units --no-pager 'ssh@*' 'sshd@*'", "ss -tnp state established 'sport = :{port}'"],
    },
    {
      who: 'server',
      risk: 'restart',
      say: 'Let the socket admit more.',
      commands: [
        'mkdir -p /etc/systemd/system/ssh.socket.d',
        "printf '[Socket]\\nMaxConnections=500\\nMaxConnectionsPerSource=100\\n' > /etc/systemd/system/ssh.socket.d/connections.conf",
        'systemctl daemon-reload && systemctl restart ssh.socket',
      ],
      undo: [
        'rm /etc/systemd/system/ssh.socket.d/connections.conf',
        'systemctl daemon-reload && systemctl restart ssh.socket',
      ],
    },
  ],
  sources: ['systemd.socket(5): MaxConnections, MaxConnectionsPerSource', 'systemd socket.c: socket_enter_running'],
};

export const examples: readonly Example[] = [
  {
    name: 'systemd tells of connections that it dropped',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['server.unit', { unit: 'ssh.socket', load: 'loaded', active: 'active', result: 'success' }],
      [
        'server.log',
        { program: 'systemd', message: 'ssh.socket: Too many incoming connections (64), dropping connection.' },
      ],
    ],
  },
  {
    name: 'look-alike: it did so once, and sshd listens by itself by now',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['server.listener', { address: '0.0.0.0', port: 22, owner: 'sshd' }],
      ['server.unit', { unit: 'ssh.socket', load: 'loaded', active: 'active', result: 'success' }],
      [
        'server.log',
        { program: 'systemd', message: 'ssh.socket: Too many incoming connections (64), dropping connection.' },
      ],
    ],
  },
  {
    name: 'look-alike: the socket is not in use',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['server.unit', { unit: 'ssh.socket', load: 'loaded', active: 'inactive', result: 'success' }],
    ],
  },
];
