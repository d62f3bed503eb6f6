import { all, any, not, seen, stopsAt } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { service } from '../checks.ts';
import {
  configPasses,
  endsWordless,
  nothingStartsIt,
  refusedByIcmp,
  sshdHasNoHostKey,
  sshdIsFull,
  sshdRuns,
  stopsWithoutHostKey,
} from '../signs.ts';

const key = /ssh_host_\w+_key$/;
const broken = stopsAt('identification', 'kex');

export const cause: Cause = {
  id: 'hostkeys-perms',
  stage: 'tcp',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: 'host key files have an owner or mode that sshd refuses',
  title: 'sshd on {host} refuses its own host keys: other users could read the key files.',
  sees: 'Connection refused. With releases up to 9.7 a running sshd closes each new connection instead.',
  why: 'A private key that others can read counts as stolen, so sshd ignores it. Copies, volumes, git and chmod -R leave such modes.',
  cases: 6,
  behind: { 'identification.reset': 1 },
  requires: stopsWithoutHostKey,
  proves: all(
    sshdHasNoHostKey,
    any(
      seen('sshd.log', {
        message:
          /^(error: )?(Permissions 0\d{3} for '\S*ssh_host_\w+_key' are too open|Unable to load host key "[^"]+": bad permissions)/,
      }),
      seen('server.config-check', {
        ok: false,
        text: /Unable to load host key "[^"]+": bad permissions[\s\S]*no hostkeys available/,
      }),
      all(
        seen('server.file', { path: key, state: ['bad-mode', 'bad-owner'] }),
        not(seen('server.file', { path: key, state: 'ok' })),
        any(
          seen('server.config-check', { ok: false, text: /no hostkeys available/ }),
          seen('sshd.log', { message: /no hostkeys available/ }),
        ),
      ),
    ),
  ),
  suggests: [
    endsWordless,
    seen('server.config-check', { ok: false, text: /: bad permissions|are too open|Permission denied/ }),
    seen('server.config-check', { ok: false, text: /^Unable to load host key .*: bad permissions$/ }),
    seen('server.file', { path: key, state: ['bad-mode', 'bad-owner'] }),
    seen('sshd.log', {
      message: /Unable to load host key "[^"]+": (bad permissions|Permission denied)|ssh_host_\w+_key' are too open/,
    }),
  ],
  excludes: any(
    sshdIsFull,
    all(sshdRuns, not(broken)),
    // It has them by now.
    configPasses,
    nothingStartsIt,
    refusedByIcmp,
  ),
  explains: ['socket-trigger-limit'],
  lookalikes: [
    {
      cause: 'hostkeys-missing',
      difference: 'The files are missing, empty or damaged; no line speaks of permissions.',
    },
    { cause: 'windows-acl', difference: 'On Windows access lists decide, and the log is often silent.' },
  ],
  check: service,
  fix: [
    {
      who: 'server',
      risk: 'none',
      say: 'Give the private keys that sshd -t names to root alone, then start sshd. The keys stay the same for clients.',
      commands: [
        'sshd -t',
        'sshd -t 2>&1 | sed -n \'s/^Unable to load host key "\\([^"]*\\)".*/\\1/p\' | while read -r key; do chown root:root "$key"; chmod 600 "$key"; done',
        'sshd -t && { systemctl restart ssh || systemctl restart sshd; }',
      ],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'containers that do not run as root',
      say: 'Give sshd keys of its own user and a port above 1023.',
      commands: [
        "ssh-keygen -t ed25519 -N '' -f ~/ssh_host_ed25519_key",
        '/usr/sbin/sshd -D -e -p 2222 -h ~/ssh_host_ed25519_key',
      ],
    },
  ],
  sources: ['sshd_config(5): HostKey', 'openssh-portable authfile.c: sshkey_perm_ok'],
};

export const examples: readonly Example[] = [
  {
    name: 'sshd says that the modes are too open',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['sshd.log', { message: "error: Permissions 0644 for '/etc/ssh/ssh_host_ed25519_key' are too open." }],
      ['sshd.log', { message: 'error: Unable to load host key "/etc/ssh/ssh_host_ed25519_key": bad permissions' }],
      ['sshd.log', { message: 'sshd: no hostkeys available -- exiting.' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed', result: 'exit-code' }],
    ],
  },
  {
    name: 'look-alike: one key of three is too open, and sshd runs with the others',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['stage', { stage: 'identification', status: 'fail' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'active', result: 'success' }],
      ['sshd.log', { message: 'error: Unable to load host key "/etc/ssh/ssh_host_rsa_key": bad permissions' }],
      ['server.file', { path: '/etc/ssh/ssh_host_rsa_key', state: 'bad-mode', mode: '0644' }],
      ['server.file', { path: '/etc/ssh/ssh_host_ed25519_key', state: 'ok', mode: '0600' }],
    ],
  },
  {
    name: 'the login itself is refused',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'auth.denied', stage: 'auth' }]],
  },
];
