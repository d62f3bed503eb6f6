import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { service } from '../checks.ts';
import { endsWordless, nothingStartsIt, refusedByIcmp, sshdIsFull, sshdRuns } from '../signs.ts';

const gone = seen('server.config-check', { ok: false, text: /Missing privilege separation directory: / });
const broken = stopsAt('identification', 'kex');

export const cause: Cause = {
  id: 'run-sshd-missing',
  stage: 'tcp',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: 'the privilege separation directory does not exist',
  title: 'sshd on {host} misses a directory that it needs (/run/sshd or /var/empty), so it serves nobody.',
  sees: 'Connection refused after a start, or each new connection is reset at once while old sessions go on.',
  why: 'sshd locks its unprivileged part into an empty directory. /run is empty after each boot, so something has to make /run/sshd.',
  cases: 3,
  behind: { 'identification.reset': 2 },
  // Up to 9.7 before the version line, from 9.8 on after it, from 10.3 on before it again.
  requires: symptom(
    'tcp.refused',
    'identification.closed',
    'identification.reset',
    'identification.silent',
    'kex.closed',
    'kex.reset',
  ),
  proves: any(
    seen('sshd.log', { message: /^(fatal: )?Missing privilege separation directory: / }),
    seen('sshd.log', {
      message:
        /^(fatal: )?(\w+: )?chroot\("[^"]*\/(sshd|empty|empty\.sshd)"\): No such file or directory( \[preauth\])?$/,
    }),
    all(
      gone,
      // The directory comes and goes with a unit of systemd, or with a script of another init: while that one is down, sshd -t
      // raises a false alarm.
      seen('server.unit'),
      not(seen('server.unit', { unit: /^sshd?\.(?:service|socket)$/, load: 'loaded' })),
      not(seen('server.listener', { owner: /^(sshd|systemd$)/ })),
    ),
  ),
  suggests: [
    endsWordless,
    seen('server.config-check', { ok: false, text: /Missing privilege separation directory: / }),
    // From 9.8 to 10.2 it is entered only after the version line.
    all(
      symptom('kex.closed', 'kex.reset'),
      seen('identification.version', { software: /^OpenSSH_(?:9\.[89]|10\.[0-2])(?!\d)/ }),
      seen('kex.end', { how: ['closed', 'reset'], after: 'version' }),
    ),
    seen('server.file', { path: /^(\/var)?\/run\/sshd$|\/empty(\/sshd|\.sshd)?$/, state: 'missing' }),
  ],
  excludes: any(sshdIsFull, all(sshdRuns, not(broken)), nothingStartsIt, refusedByIcmp),
  explains: ['socket-trigger-limit'],
  // sshd listens on without it, and each connection looks for it anew.
  stands: all(gone, sshdRuns, seen('server.file', { path: /^(\/var)?\/run\/sshd$/, state: 'missing' })),
  lookalikes: [
    { cause: 'privsep-dir-perms', difference: 'The directory is there, with a wrong owner or mode.' },
    { cause: 'maxstartups', difference: 'That comes and goes; a missing directory breaks every new connection.' },
  ],
  check: service,
  fix: [
    {
      who: 'server',
      risk: 'none',
      platform: 'Debian, Ubuntu',
      say: 'Make the directory, also where a file has its name; new connections work at once. Start the service if it is down.',
      commands: ['[ -d /run/sshd ] || { rm -f /run/sshd; mkdir -m 0755 /run/sshd; }', 'sshd -t && systemctl start ssh'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'RHEL, Fedora, Alpine, BSD',
      say: 'Make the directory that sshd -t names, for root alone to write.',
      commands: ['sshd -t', 'mkdir -p -m 0711 /var/empty/sshd', 'sshd -t && systemctl start sshd'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'containers',
      say: 'Make the directory before sshd starts, in the image or in the start script.',
      commands: ['mkdir -p /run/sshd && exec /usr/sbin/sshd -D -e'],
    },
  ],
  sources: ['sshd(8): FILES', 'systemd.exec(5): RuntimeDirectory', 'openssh-portable sshd.c: main'],
};

export const examples: readonly Example[] = [
  {
    name: 'the directory vanished under a running sshd 9.2',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['stage', { stage: 'identification', status: 'fail' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'active', result: 'success' }],
      ['sshd.log', { message: 'fatal: Missing privilege separation directory: /run/sshd' }],
    ],
  },
  {
    name: 'the same under sshd 9.8',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'kex.reset', stage: 'kex' }],
      ['sshd.log', { message: 'fatal: chroot("/run/sshd"): No such file or directory [preauth]' }],
    ],
  },
  {
    name: 'look-alike: sshd -t complains while ssh.socket only waits for the first connection',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.config-check', { ok: false, text: 'Missing privilege separation directory: /run/sshd' }],
      ['server.unit', { unit: 'ssh.socket', load: 'loaded', active: 'active', result: 'success' }],
      ['server.listener', { address: '::', port: 22, owner: 'systemd' }],
    ],
  },
  { name: 'no answer at all', expect: 'ruled-out', seen: [['symptom', { is: 'tcp.timeout', stage: 'tcp' }]] },
  {
    name: 'look-alike: the unit is down for another reason, and its directory went with it',
    expect: 'possible',
    covers: ['server.listener'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.config-check', { ok: false, text: 'Missing privilege separation directory: /run/sshd' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'signal' }],
    ],
  },
  {
    name: 'it waits behind a port that does not answer',
    expect: 'ruled-out',
    waits: true,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.config-check', { ok: false, text: 'Missing privilege separation directory: /run/sshd' }],
      ['server.file', { path: '/run/sshd', state: 'missing' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'active', result: 'success' }],
    ],
  },
  {
    name: 'look-alike: behind a port that does not answer it stops nobody',
    expect: 'ruled-out',
    waits: false,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.config-check', { ok: false, text: 'Missing privilege separation directory: /run/sshd' }],
      ['server.file', { path: '/run/sshd', state: 'missing' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'inactive', result: 'success' }],
    ],
  },
];
