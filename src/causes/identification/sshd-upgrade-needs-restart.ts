import { all, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';
import { endsWordless } from '../signs.ts';

export const cause: Cause = {
  id: 'sshd-upgrade-needs-restart',
  stage: 'identification',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: 'the running daemon is older than its files on disk and must be restarted',
  title: 'sshd on {host} was upgraded and not restarted: the old daemon cannot work with the new files.',
  sees: 'Each new connection is reset before the version line. Sessions that were open before live on.',
  why: `The old daemon starts the new program for each connection in a way that the new one no longer knows. This comes
    up when a release before 9.8 is replaced by a later one, and with some later steps.`,
  cases: 1,
  behind: { 'identification.closed': 1, 'identification.reset': 1 },
  requires: symptom('tcp.reset', 'identification.closed', 'identification.reset', 'kex.closed', 'kex.reset'),
  proves: seen('sshd.log', {
    message:
      /^(?:error: |fatal: )?(?:-R not supported here|ssh_msg_recv: read header: Bad file|recv_rexec_state: (?:ssh_msg_recv failed|rexec version mismatch|(?:parse|buffer)[\w ]*: (?:incomplete message|invalid format|unexpected bytes)))/,
  }),
  suggests: [
    endsWordless,
    seen('server.log', { program: /^(?:apt|dpkg|dnf|yum|unattended-upgrade)/, message: /openssh-server/ }),
  ],
  // sshd up to 9.7 has said that it drops for a limit; later its words may follow from penalties that this cause earned.
  excludes: all(stopsAt('identification'), seen('identification.line', { text: /^Exceeded MaxStartups/ })),
  explains: ['persourcepenalties'],
  lookalikes: [
    {
      cause: 'sshd-upgrade-mismatch',
      difference: 'There even a restart does not help: sshd and its libraries do not fit each other.',
    },
    { cause: 'sshd-helper-missing', difference: 'There the log says that a file does not exist.' },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'server',
      risk: 'restart',
      platform: 'Debian, Ubuntu',
      say: 'Restart it from a console or a session that is still open. Open sessions stay.',
      commands: ['sshd -t && systemctl restart ssh'],
    },
    {
      who: 'server',
      risk: 'restart',
      platform: 'RHEL, Fedora, SUSE, Arch',
      say: 'Restart it from a console or a session that is still open. Open sessions stay.',
      commands: ['sshd -t && systemctl restart sshd'],
    },
    {
      who: 'server',
      risk: 'restart',
      platform: 'Alpine',
      say: 'Restart it from a console or a session that is still open. Open sessions stay.',
      commands: ['sshd -t && rc-service sshd restart'],
    },
  ],
  sources: [
    'OpenSSH 9.8 release notes: sshd-session',
    'openssh-portable sshd.c: main; sshd-session.c: recv_rexec_state',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'the old daemon calls the new program as before',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['identification.end', { how: 'reset', afterMs: 5, bytes: 0, by: 'ssh' }],
      ['sshd.log', { message: 'fatal: -R not supported here' }],
    ],
  },
  {
    name: 'daemon and helper speak different dialects',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['sshd.log', { message: 'fatal: recv_rexec_state: ssh_msg_recv failed' }],
    ],
  },
  {
    name: 'what the old daemon hands over is not what the new program expects',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['sshd.log', { message: 'fatal: recv_rexec_state: buffer error: incomplete message' }],
    ],
  },
  {
    name: 'look-alike: a reset each time, after an upgrade',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['identification.end', { how: 'reset', afterMs: 5, bytes: 0, by: 'ssh' }],
      ['server.log', { program: 'apt', message: 'Upgrade: openssh-server:amd64 (1:9.2p1-2+deb12u3, 1:10.0p1-7)' }],
    ],
  },
  {
    name: 'a refused port has no daemon that could be too old',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'tcp.refused', stage: 'tcp' }]],
  },
];
