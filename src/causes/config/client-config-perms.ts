import { all, any, not, passed, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';

const badKey = seen('client.key', { state: ['bad-permissions', 'denied'] });
const namedBadKey = seen('client.key', { state: ['bad-permissions', 'denied'], named: true });
const nothingStops = all(not(seen('symptom')), not(passed('auth')));

export const cause: Cause = {
  id: 'client-config-perms',
  stage: 'config',
  family: 'client',
  who: 'client',
  decidedBy: 'client',
  lasting: true,
  meaning: 'a client file (config, key, known_hosts) has an owner or mode that ssh refuses',
  title: 'ssh on this machine cannot use one of its own files: its owner or its mode is not as it must be.',
  sees: 'Either ssh stops with "Bad owner or permissions", or it ignores the key and ends with "Permission denied".',
  why: `ssh does not trust a configuration that others can write, nor a private key that others can read. Copies from
    another machine, shared folders and a loose umask make such files.`,
  cases: 4,
  behind: { 'config.denied': 4 },
  requires: any(
    symptom(
      'config.denied',
      'config.invalid',
      'auth.denied',
      'auth.failed',
      'auth.closed',
      'hostkey.unknown',
      'hostkey.failed',
    ),
    all(not(seen('symptom')), badKey),
  ),
  proves: any(
    seen('config.error', { reason: 'bad-permissions' }),
    seen('config.error', { reason: 'unreadable', text: /Permission denied/ }),
    all(symptom('config.denied'), seen('client.file', { role: 'config', state: ['bad-mode', 'bad-owner', 'denied'] })),
    all(any(symptom('auth.denied'), nothingStops), namedBadKey),
    all(symptom('auth.denied'), badKey),
    all(
      symptom('hostkey.failed'),
      seen('hostkey.check', { result: 'failed', text: / in revoked keys file .*Permission denied/ }),
    ),
    all(symptom('hostkey.unknown'), seen('client.file', { role: 'known-hosts', state: 'denied' })),
  ),
  suggests: [badKey, seen('client.file', { state: ['bad-mode', 'bad-owner', 'denied'] }), symptom('config.denied')],
  // A default key is one of several: another one was shown, and the server said no to it.
  excludes: any(
    all(badKey, not(namedBadKey), seen('auth.key', { result: ['refused', 'no-signature-algorithm', 'sign-failed'] })),
    // ssh could read the key.
    all(symptom('auth.denied', 'auth.closed'), seen('auth.key', { result: ['accepted', 'refused'] }), not(badKey)),
  ),
  // A known_hosts that can't be read makes every host new.
  explains: ['host-key-unknown'],
  lookalikes: [
    { cause: 'client-config-invalid', difference: 'There the file is read, and a word in it is wrong.' },
    { cause: 'home-perms-strictmodes', difference: 'The same rule for the files on the server: only its log tells.' },
    {
      cause: 'key-not-accepted',
      difference: 'There the key was offered and the server said no; here it was never offered.',
    },
  ],
  fix: [
    {
      who: 'client',
      risk: 'none',
      platform: 'Linux, macOS, FreeBSD',
      say: 'Give the files back to yourself, and let nobody else read them. For a key elsewhere name that file too.',
      commands: ['sudo chown -R "$(id -un)" ~/.ssh', 'chmod 700 ~/.ssh', 'find ~/.ssh -type f -exec chmod 600 {} +'],
    },
    {
      who: 'client',
      risk: 'none',
      platform: 'Windows',
      say: 'Leave only yourself, SYSTEM and Administrators on the file; name the file that ssh names.',
      commands: [
        'icacls "$env:USERPROFILE\\.ssh\\config" /inheritance:r /grant:r "$($env:USERNAME):F" "SYSTEM:F" "Administrators:F"',
      ],
      undo: ['icacls "$env:USERPROFILE\\.ssh\\config" /reset'],
    },
    {
      who: 'client',
      risk: 'none',
      platform: 'WSL',
      say: 'Modes do not hold on a Windows drive: keep the key in the Linux home.',
      commands: ['cp /mnt/c/Users/NAME/.ssh/id_ed25519 ~/.ssh/ && chmod 600 ~/.ssh/id_ed25519'],
    },
  ],
  sources: [
    'ssh(1): FILES',
    'openssh-portable readconf.c: read_config_file_depth',
    'openssh-portable authfile.c: sshkey_perm_ok',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'others may write the configuration',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'config.denied', stage: 'config' }],
      [
        'config.error',
        {
          reason: 'bad-permissions',
          text: 'Bad owner or permissions on /home/alice/.ssh/config',
          file: '/home/alice/.ssh/config',
        },
      ],
    ],
  },
  {
    name: 'the named key is open to others, so ssh ignores it',
    expect: 'confirmed',
    covers: ['auth.key'],
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      [
        'client.key',
        {
          path: '/home/alice/work.pem',
          state: 'bad-permissions',
          named: true,
          text: 'Load key "/home/alice/work.pem": bad permissions',
        },
      ],
      ['auth.end', { how: 'denied', text: 'alice@web1: Permission denied (publickey).' }],
    ],
  },
  {
    name: 'look-alike: a default key is open to others, and another one was refused',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['client.key', { path: '/home/alice/.ssh/id_rsa', state: 'bad-permissions', named: false }],
      ['auth.key', { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: false, agent: false }],
    ],
  },
  {
    name: 'look-alike: a word in the configuration is wrong',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'config.invalid', stage: 'config' }],
      ['config.error', { reason: 'bad-value', text: "/home/alice/.ssh/config line 2: Bad port 'ssh'.", line: 2 }],
    ],
  },
  { name: 'the server does not answer', expect: 'ruled-out', seen: [['symptom', { is: 'tcp.timeout', stage: 'tcp' }]] },
];
