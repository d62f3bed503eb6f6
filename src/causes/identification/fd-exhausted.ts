import { all, any, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';
import { endsAfterKey, endsWordless, sshdTurnsAway } from '../signs.ts';

const full = seen('server.resource', { what: 'fds', state: 'exhausted' });
const ownFull = seen('server.resource', { what: 'fds', state: 'exhausted', text: /open files of sshd$/ });

/** Another server of the host, or an SSH server of another kind. */
const unaccepted = seen('server.log', {
  message: /too many open files|EMFILE|ENFILE|accept4?\(\) failed \(2[34]: |FD limit/i,
});

export const cause: Cause = {
  id: 'fd-exhausted',
  stage: 'identification',
  family: 'exhausted',
  who: 'server',
  decidedBy: 'server',
  meaning: 'no file descriptors are left',
  title: 'sshd on {host} has no file descriptors left for another connection.',
  sees: 'The connection opens; then nothing comes, or it is closed without a word.',
  why: 'Each open file and connection takes a descriptor. The limit of the process, or of the whole system, is reached by a leak or by too many connections.',
  cases: 1,
  behind: { 'identification.silent': 1 },
  requires: any(
    symptom('tcp.timeout', 'tcp.reset', 'identification.silent', 'identification.closed', 'identification.reset'),
    symptom(
      'kex.closed',
      'kex.reset',
      'auth.closed',
      'auth.reset',
      'session.closed',
      'session.reset',
      'session.denied',
      'session.failed',
    ),
  ),
  proves: any(
    seen('sshd.log', {
      message:
        /^(?:error: |fatal: )?(?:server_accept_loop: )?(?:accept|pipe\(startup_p\)|reexec socketpair|socketpair): Too many open files/,
    }),
    // sshd itself: that the whole host is short of them concerns it only if it fails.
    ownFull,
    all(full, symptom('identification.silent', 'identification.closed', 'identification.reset')),
  ),
  suggests: [
    full,
    seen('server.resource', { what: 'fds', state: 'short' }),
    seen('server.log', { program: 'kernel', message: /file-max limit \d+ reached/ }),
    unaccepted,
    // The port in the line is that of SSH.
    all(unaccepted, seen('server.log', { message: /\baccept tcp \S*:(?:22|\d*22): |ssh/i })),
    seen('identification.end', { how: 'silent', bytes: 0 }),
    endsWordless,
    seen('session.refused', { what: ['exec', 'shell'] }),
  ],
  // sshd itself has said that it drops for a limit.
  excludes: any(all(stopsAt('identification'), sshdTurnsAway), endsAfterKey),
  lookalikes: [
    { cause: 'sshd-frozen', difference: 'A frozen sshd logs nothing; here the log repeats "Too many open files".' },
    { cause: 'process-limit', difference: 'Then the error stands behind fork, and the connection closes at once.' },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'server',
      risk: 'none',
      say: 'See who holds the descriptors.',
      commands: [
        'cat /proc/sys/fs/file-nr; for p in /proc/[0-9]*; do echo "$(ls $p/fd 2>/dev/null | wc -l) $(cat $p/comm)"; done | sort -rn | head',
      ],
    },
    {
      who: 'server',
      risk: 'restart',
      platform: 'systemd',
      say: 'Give the service more descriptors and restart it. Open sessions stay.',
      commands: [
        'mkdir -p /etc/systemd/system/ssh.service.d',
        "printf '[Service]\\nLimitNOFILE=65536\\n' > /etc/systemd/system/ssh.service.d/nofile.conf",
        'systemctl daemon-reload && systemctl restart ssh',
      ],
      undo: ['rm /etc/systemd/system/ssh.service.d/nofile.conf', 'systemctl daemon-reload && systemctl restart ssh'],
    },
  ],
  sources: ['accept(2): EMFILE, ENFILE', 'openssh-portable sshd.c: server_accept_loop'],
};

export const examples: readonly Example[] = [
  {
    name: 'sshd logs that it cannot take connections',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.silent', stage: 'identification' }],
      ['identification.end', { how: 'silent', afterMs: 9000, bytes: 0, by: 'ssh' }],
      ['sshd.log', { message: 'error: accept: Too many open files' }],
    ],
  },
  {
    name: 'a server in Go cannot take connections at the port of SSH',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.silent', stage: 'identification' }],
      ['server.log', { program: 'server', message: 'accept tcp [::]:22: accept4: too many open files' }],
    ],
  },
  {
    name: 'look-alike: a descriptor is missing to another program of the host',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.silent', stage: 'identification' }],
      ['server.log', { program: 'nginx', message: 'accept4: too many open files' }],
    ],
  },
  {
    name: 'a refused port never got that far',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'tcp.refused', stage: 'tcp' }]],
  },
  {
    name: 'the server alone: sshd has no descriptor left for what it opens for a connection',
    expect: 'confirmed',
    end: 'server',
    seen: [['server.resource', { what: 'fds', state: 'exhausted', text: '5 of 6 open files of sshd' }]],
  },
  {
    name: 'look-alike: the whole host is short of them, and sshd was not seen to fail',
    expect: 'possible',
    end: 'server',
    seen: [['server.resource', { what: 'fds', state: 'exhausted', text: '9200 of 9200 open files of the host' }]],
  },
];
