import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { service } from '../checks.ts';
import { configPasses, endsWordless, nothingStartsIt, refusedByIcmp, sshdIsFull, sshdRuns } from '../signs.ts';

const said = /^(?:fatal: )?Privilege separation user \S+ does not exist/;
const broken = stopsAt('identification', 'kex');

export const cause: Cause = {
  id: 'privsep-user-missing',
  stage: 'tcp',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: 'the account that the unprivileged part of sshd runs as does not exist',
  title: 'sshd on {host} misses the account that its unprivileged part runs as (sshd), so it serves nobody.',
  sees: 'Connection refused after a start, or each new connection ends at once while old sessions go on.',
  why: `What talks to strangers runs as a user of its own without rights, mostly named sshd. An sshd that was built by hand, an image
    that was put together from parts, or somebody who cleared up unused accounts leaves it out, and sshd then ends.`,
  cases: 0,
  requires: symptom(
    'tcp.refused',
    'identification.closed',
    'identification.reset',
    'identification.silent',
    'kex.closed',
    'kex.reset',
  ),
  proves: any(
    seen('sshd.log', { message: said }),
    all(
      seen('server.config-check', { ok: false, text: said }),
      any(not(seen('server.listener', { owner: /^(sshd|systemd$)/ })), broken),
    ),
  ),
  suggests: [endsWordless, seen('server.config-check', { ok: false, text: said })],
  // Before it asks for its host keys it asks for its user.
  excludes: any(sshdIsFull, configPasses, all(sshdRuns, not(broken)), nothingStartsIt, refusedByIcmp),
  explains: ['sshd-not-running', 'socket-trigger-limit'],
  lookalikes: [
    { cause: 'run-sshd-missing', difference: 'It is the directory that is not there; sshd -t names it.' },
    { cause: 'user-does-not-exist', difference: 'It is the account that somebody wants to log in to.' },
  ],
  check: service,
  fix: [
    {
      who: 'server',
      risk: 'none',
      platform: 'Debian, Ubuntu',
      say: 'Make the account again, without a password and a shell, then start sshd.',
      commands: [
        'useradd --system --no-create-home --home-dir /run/sshd --shell /usr/sbin/nologin --gid nogroup sshd',
        'sshd -t; systemctl restart ssh',
      ],
      undo: ['userdel sshd'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'RHEL, Fedora, SUSE, Arch',
      say: 'Make the account again, without a password and a shell, then start sshd.',
      commands: [
        'useradd --system --user-group --no-create-home --home-dir /usr/share/empty.sshd --shell /usr/sbin/nologin sshd',
        'sshd -t; systemctl restart sshd',
      ],
      undo: ['userdel sshd'],
    },
  ],
  sources: ['openssh-portable sshd.c: main', 'openssh-portable README.privsep'],
};

export const examples: readonly Example[] = [
  {
    name: 'sshd does not come back from a restart',
    expect: 'confirmed',
    covers: ['server.listener'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'exit-code' }],
      ['server.config-check', { ok: false, text: 'Privilege separation user sshd does not exist' }],
    ],
  },
  {
    name: 'the account went under a running sshd, which ends at each connection',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['stage', { stage: 'identification', status: 'fail' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'active', result: 'success' }],
      ['sshd.log', { message: 'fatal: Privilege separation user sshd does not exist' }],
    ],
  },
  {
    name: 'look-alike: the account was made since, and sshd has not been started',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'exit-code' }],
      ['server.config-check', { ok: true, text: '' }],
    ],
  },
];
