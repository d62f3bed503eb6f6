import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { service } from '../checks.ts';
import { endsWordless, nothingStartsIt, refusedByIcmp, sshdFailed, sshdIsFull, sshdRuns } from '../signs.ts';

const refusal = /\S+ must be owned by root and not group or world-writable\./;

export const cause: Cause = {
  id: 'privsep-dir-perms',
  stage: 'tcp',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: 'the privilege separation directory has a wrong owner or mode',
  title: 'sshd on {host} refuses to serve: a directory that it needs has a wrong owner or mode.',
  sees: 'Connection refused after a start. With releases up to 9.7 a running sshd resets each new connection.',
  why: 'The directory into which sshd locks its unprivileged part (/run/sshd, /var/empty) must belong to root, and nobody else may write there.',
  cases: 2,
  behind: { 'identification.reset': 1 },
  requires: symptom('tcp.refused', 'identification.closed', 'identification.reset', 'identification.silent'),
  proves: any(
    seen('sshd.log', { message: /^(fatal: )?\S+ must be owned by root and not group or world-writable\./ }),
    all(
      seen('server.config-check', { ok: false, text: refusal }),
      any(sshdFailed, not(seen('server.listener', { owner: /^sshd/ }))),
    ),
  ),
  suggests: [
    endsWordless,
    seen('server.config-check', { ok: false, text: refusal }),
    seen('server.file', { path: /^(\/var)?\/run\/sshd$|\/empty(\/sshd|\.sshd)?$/, state: ['bad-mode', 'bad-owner'] }),
  ],
  excludes: any(sshdIsFull, all(sshdRuns, not(stopsAt('identification'))), nothingStartsIt, refusedByIcmp),
  explains: ['socket-trigger-limit'],
  lookalikes: [
    { cause: 'run-sshd-missing', difference: 'The directory is not there at all.' },
    { cause: 'chroot-perms', difference: 'The directory of a user, refused after the login.' },
  ],
  check: service,
  fix: [
    {
      who: 'server',
      risk: 'none',
      platform: 'Debian, Ubuntu',
      say: 'Give the directory back to root; new connections work at once. Start the service if it is down.',
      commands: [
        'ls -ld /run/sshd',
        'chown root:root /run/sshd && chmod 755 /run/sshd',
        'sshd -t && systemctl start ssh',
      ],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'RHEL, Fedora, Alpine, BSD',
      say: 'Give the directory that sshd -t names back to root.',
      commands: ['sshd -t', 'chown root:0 /var/empty && chmod 755 /var/empty', 'sshd -t && systemctl start sshd'],
    },
  ],
  sources: ['sshd(8): FILES', 'openssh-portable sshd.c: main'],
};

export const examples: readonly Example[] = [
  {
    name: 'the log names the directory',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.reset', stage: 'identification' }],
      ['stage', { stage: 'identification', status: 'fail' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'active', result: 'success' }],
      ['sshd.log', { message: 'fatal: /run/sshd must be owned by root and not group or world-writable.' }],
    ],
  },
  {
    name: 'sshd -t refuses and the service has failed',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'sshd.service', load: 'loaded', active: 'failed', result: 'exit-code' }],
      ['server.config-check', { ok: false, text: '/var/empty must be owned by root and not group or world-writable.' }],
    ],
  },
  {
    name: 'look-alike: the mode is wrong, and a running sshd 9.8 does not mind before its next start',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['stage', { stage: 'identification', status: 'fail' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'active', result: 'success' }],
      ['server.listener', { address: '0.0.0.0', port: 22, owner: 'sshd' }],
      ['server.config-check', { ok: false, text: '/run/sshd must be owned by root and not group or world-writable.' }],
    ],
  },
  {
    name: 'the connection got further',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'auth.denied', stage: 'auth' }]],
  },
];
