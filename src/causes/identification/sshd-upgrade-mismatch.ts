import { all, any, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';
import { endsWordless } from '../signs.ts';

// Of what ld.so(8) says those words that speak of the file, and not of a limit: a line that was cut off has neither.
const misfit =
  /OpenSSL version mismatch\. Built against|error while loading shared libraries: .*(?:cannot open shared object file: No such file|wrong ELF class|invalid ELF header|file too short|undefined symbol|ELF file|version .* not found|symbol .* not defined)|symbol lookup error: |version [`'][A-Z]+_[\d.]+' not found/;

export const cause: Cause = {
  id: 'sshd-upgrade-mismatch',
  stage: 'identification',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: 'sshd or a library was replaced under the running daemon, or they do not fit each other',
  title: 'sshd on {host} and its libraries do not fit each other, so it ends at each connection.',
  sees: 'The connection opens and is reset before the version line, each time, for everybody; or it is refused after a restart.',
  why: `An upgrade replaced a library (mostly OpenSSL) and not sshd, or the other way round. sshd starts anew for each
    connection, finds the misfit and ends.`,
  cases: 7,
  behind: { 'identification.reset': 4 },
  requires: any(
    symptom('tcp.refused', 'tcp.reset', 'identification.closed', 'identification.reset', 'kex.closed', 'kex.reset'),
    symptom('auth.closed', 'auth.reset', 'session.closed', 'session.reset'),
    all(symptom('config.invalid'), seen('config.error', { reason: 'library' })),
  ),
  proves: any(
    seen('sshd.log', { message: misfit }),
    seen('server.log', { program: /^sshd/, message: misfit }),
    seen('server.config-check', { ok: false, text: misfit }),
    // Started anew it dies at once, while the one that runs has a library that was replaced under it.
    all(
      seen('server.config-check', { ok: false, text: /^(?:Bus error|Segmentation fault|Illegal instruction)/ }),
      seen('server.shared-object'),
      seen('server.process', { name: 'sshd', listener: true, state: 'running' }),
    ),
  ),
  suggests: [endsWordless, seen('config.error', { reason: 'library' })],
  // sshd up to 9.7 has said that it drops for a limit; later its words may follow from penalties that this cause earned.
  excludes: any(
    all(stopsAt('identification'), seen('identification.line', { text: /^Exceeded MaxStartups/ })),
    // It came as far as to answer.
    all(stopsAt('auth', 'session'), seen('auth.method')),
  ),
  lookalikes: [
    {
      cause: 'sshd-upgrade-needs-restart',
      difference: 'All files fit each other there; only the running daemon is old, and a restart cures it.',
    },
    { cause: 'maxstartups', difference: 'MaxStartups lets some tries through; a misfit lets nobody in.' },
    { cause: 'run-sshd-missing', difference: 'Also a reset each time; the log names the directory.' },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'server',
      risk: 'restart',
      platform: 'Debian, Ubuntu',
      say: 'Finish the upgrade from a console or an open session: sshd and its libraries of one release.',
      commands: [
        'ldd /usr/sbin/sshd; sshd -t',
        'dpkg --configure -a; apt-get install --only-upgrade openssh-server libssl3',
        'sshd -t && systemctl restart ssh',
      ],
    },
    {
      who: 'server',
      risk: 'restart',
      platform: 'RHEL, Fedora',
      say: 'Finish the upgrade from a console or an open session: sshd and its libraries of one release.',
      commands: [
        'ldd /usr/sbin/sshd; sshd -t',
        'dnf upgrade openssh-server openssl-libs',
        'sshd -t && systemctl restart sshd',
      ],
    },
    {
      who: 'server',
      risk: 'restart',
      platform: 'a library in /usr/local or /opt',
      say: 'A library that no package of the system has brought goes before the right one. Move it away, and let the program that wants it look for it by itself.',
      commands: [
        "ldd /usr/sbin/sshd | grep -e ' /usr/local' -e ' /opt'",
        'mv /usr/local/lib/LIBRARY /usr/local/lib/LIBRARY.off && ldconfig',
        'sshd -t && { systemctl restart ssh || systemctl restart sshd; }',
      ],
      undo: ['mv /usr/local/lib/LIBRARY.off /usr/local/lib/LIBRARY && ldconfig'],
    },
  ],
  sources: ['openssh-portable entropy.c: seed_rng', 'ld.so(8)'],
};

export const examples: readonly Example[] = [
  {
    name: 'the sshd on the disk dies at once, and the one that runs has lost a library',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['server.config-check', { ok: false, text: 'Bus error' }],
      ['server.shared-object', { path: '/usr/lib/x86_64-linux-gnu/libz.so.1.2.13' }],
      ['server.process', { name: 'sshd', pid: 38, listener: true, state: 'running', replaced: false, apart: false }],
    ],
  },
  {
    name: 'look-alike: a library was upgraded, and sshd not restarted yet',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['server.config-check', { ok: true, text: '' }],
      ['server.shared-object', { path: '/usr/lib/x86_64-linux-gnu/libcrypto.so.3' }],
    ],
  },
  {
    name: 'each new sshd finds another OpenSSL than it was built with',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['identification.end', { how: 'reset', afterMs: 5, bytes: 0, by: 'ssh' }],
      ['sshd.log', { message: 'fatal: OpenSSL version mismatch. Built against 30000080, you have 30200020' }],
    ],
  },
  {
    name: 'a library is gone',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      [
        'server.log',
        {
          program: 'sshd',
          message:
            '/usr/sbin/sshd: error while loading shared libraries: libcrypto.so.3: cannot open shared object file: No such file or directory',
        },
      ],
    ],
  },
  {
    name: 'look-alike: the library is there, and no memory to map it',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      [
        'sshd.log',
        {
          message:
            '/usr/sbin/sshd: error while loading shared libraries: libcrypto.so.1.1: failed to map segment from shared object',
        },
      ],
    ],
  },
  {
    name: 'look-alike: a reset each time has other reasons as well',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['identification.end', { how: 'reset', afterMs: 5, bytes: 0, by: 'ssh' }],
      ['attempts.rate', { tried: 3, failed: 3, share: 'all' }],
    ],
  },
  {
    name: 'look-alike: the client refuses a line of its own configuration',
    expect: 'ruled-out',
    covers: ['config.error'],
    seen: [
      ['symptom', { is: 'config.invalid', stage: 'config' }],
      ['config.error', { reason: 'bad-option', text: 'Bad configuration option: hots' }],
    ],
  },
];
