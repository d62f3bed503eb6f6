import { all, any, not, seen } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';
import { keyWanted, mindsNoModes, notLetIn, onlyKeysRefused, serverSawLeave, wantsNoKeys } from '../signs.ts';

const badFile = any(
  seen('server.file', {
    path: /\/\.ssh$|authorized_keys2?$|^\/(home|root)(\/[^/]+)?$/,
    state: ['bad-mode', 'bad-owner'],
  }),
  seen('server.file', { role: 'key-list', state: ['bad-mode', 'bad-owner'] }),
);
/** sshd reads the list as the account, and its log says nothing when it may not. */
const closedFile = seen('server.file', { role: 'key-list', state: 'denied' });

export const cause: Cause = {
  id: 'home-perms-strictmodes',
  stage: 'auth',
  family: 'account',
  who: 'account',
  decidedBy: 'server',
  meaning: 'home, .ssh or authorized_keys has an owner or mode that StrictModes refuses',
  title:
    'sshd on {host} does not use the key list of {user}: the owner or the mode of the file, of .ssh or of the home directory is wrong.',
  sees: 'Permission denied although the right key is in the authorized_keys file.',
  why: `sshd trusts the file only if nobody but its owner and root can write to it, and to every directory above it up to the home
    directory. It reads it as {user}, who must be able to. Copying as root, chmod 777 and some network drives break that.`,
  cases: 1,
  behind: { 'auth.denied': 1 },
  requires: notLetIn,
  proves: any(
    seen('server.log', {
      program: 'dropbear',
      message: / must be owned by user or root, and not writable by (?:group or )?others$/,
    }),
    // TinySSH minds them whatever the settings of sshd are, and its lines name no user.
    all(
      onlyKeysRefused,
      badFile,
      seen('server.log', { program: 'tinysshd', message: /: auth: bad (?:mode|owner): .* \(access denied\)/ }),
    ),
    seen('sshd.log', { message: /^(error: )?Authentication refused: bad ownership or modes for (file|directory) / }),
    all(
      notLetIn,
      badFile,
      seen('auth.key', { result: 'refused' }),
      seen('server.setting', { keyword: 'strictmodes', value: 'yes' }),
      not(seen('server.setting', { keyword: 'strictmodes', value: 'no' })),
      not(seen('server.account', { state: ['missing', 'locked', 'expired', 'bad-shell'] })),
    ),
    // No other list is left that could let it in.
    all(
      closedFile,
      any(seen('auth.key', { result: 'refused' }), serverSawLeave),
      seen('server.keys', { others: false }),
      not(seen('server.account', { state: ['missing', 'locked', 'expired', 'bad-shell'] })),
    ),
  ),
  suggests: [
    badFile,
    closedFile,
    seen('server.file', { path: /administrators_authorized_keys$/, state: ['bad-mode', 'bad-owner'] }),
    seen('sshd.log', { message: /^Bad permissions\. Try removing permissions for user: .*authorized_keys\.?$/ }),
    onlyKeysRefused,
    all(onlyKeysRefused, seen('auth.key', { result: 'refused', named: true })),
  ],
  // The key was found, so the list was read.
  // StrictModes stands in no Match block, and a mode that lets more people in never keeps sshd from reading.
  excludes: any(
    seen('auth.key', { result: 'accepted' }),
    wantsNoKeys,
    all(not(closedFile), mindsNoModes),
    all(
      seen('server.file', { path: /\/\.ssh$|authorized_keys2?$|^\/(home|root)(\/[^/]+)?$/, state: 'bad-mode' }),
      seen('server.setting', { keyword: 'strictmodes', value: 'no' }),
    ),
  ),
  stands: all(badFile, seen('server.setting', { keyword: 'strictmodes', value: 'yes' }), keyWanted),
  lookalikes: [
    { cause: 'key-not-accepted', difference: 'The file is trusted there, and the key is not in it.' },
    { cause: 'selinux-context', difference: 'Owner and mode are right; the SELinux label is wrong.' },
    {
      cause: 'client-config-perms',
      difference: 'That is about the files on your own computer, and ssh says so itself.',
    },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'account',
      risk: 'none',
      say: 'On the server, as root: look at the whole path, then take the write right from others and give the files to the user.',
      commands: [
        'H=$(getent passwd {user} | cut -d: -f6); namei -l "$H/.ssh/authorized_keys"',
        'chown -R {user}: "$H/.ssh"; chmod go-w "$H"; chmod 700 "$H/.ssh"; chmod 600 "$H/.ssh/authorized_keys"',
      ],
    },
    {
      who: 'account',
      risk: 'none',
      platform: 'Windows',
      say: 'For administrators: only SYSTEM and Administrators may have rights on the common key file.',
      commands: [
        'icacls C:\\ProgramData\\ssh\\administrators_authorized_keys /inheritance:r /grant "Administrators:F" /grant "SYSTEM:F"',
      ],
    },
  ],
  sources: ['sshd_config(5): StrictModes', 'sshd(8): FILES', 'openssh-portable misc.c: safe_path'],
};

export const examples: readonly Example[] = [
  {
    name: 'look-alike: everybody may write to the home, and StrictModes is off',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.end', { how: 'denied' }],
      ['server.file', { path: '/home/eve', mode: '0777', state: 'bad-mode' }],
      ['server.setting', { keyword: 'strictmodes', value: 'no' }],
    ],
  },
  {
    name: 'TinySSH says that it does not go past the home, which anybody may write to',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.end', { how: 'denied', method: 'publickey' }],
      ['auth.key', { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false }],
      ['server.file', { path: '/home/alice', state: 'bad-mode', mode: '0777' }],
      [
        'server.log',
        {
          program: 'tinysshd',
          message:
            'tinysshd: lbk6WipL: warning: auth: bad mode: directory writable by group or others: /home/alice/ (access denied){subprocess_auth.c:52}',
        },
      ],
    ],
  },
  {
    name: 'look-alike: it says so of the home of somebody else, and hers is in order',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.end', { how: 'denied', method: 'publickey' }],
      ['auth.key', { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false }],
      ['server.file', { path: '/home/alice', state: 'ok', mode: '0755' }],
      [
        'server.log',
        {
          program: 'tinysshd',
          message:
            'tinysshd: lbk6WipL: warning: auth: bad mode: directory writable by group or others: /home/bob/ (access denied){subprocess_auth.c:52}',
        },
      ],
    ],
  },
  {
    name: 'the list belongs to root, and the account may not read it',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.key', { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false }],
      ['server.keys', { is: 'some', others: false }],
      ['server.account', { user: 'alice', state: 'ok' }],
      ['server.file', { path: '/home/alice/.ssh/authorized_keys', state: 'denied', mode: '0600', role: 'key-list' }],
    ],
  },
  {
    name: 'sshd names the directory',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.key', { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false }],
      ['sshd.log', { message: 'Authentication refused: bad ownership or modes for directory /home/alice' }],
    ],
  },
  {
    name: 'look-alike: the modes are right, and the key is refused all the same',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.key', { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false }],
      ['server.file', { path: '/home/alice/.ssh/authorized_keys', state: 'ok', mode: '0600' }],
    ],
  },
  {
    name: 'the key was found in the file',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.key', { result: 'accepted', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false }],
    ],
  },
  {
    name: 'it waits behind a port that does not answer',
    expect: 'ruled-out',
    waits: true,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.file', { path: '/home/alice', state: 'bad-mode', mode: '0777' }],
      ['server.setting', { keyword: 'strictmodes', value: 'yes' }],
      ['client.file', { role: 'identity', path: '/home/alice/.ssh/id_ed25519', state: 'ok', named: true }],
    ],
  },
  {
    name: 'look-alike: behind a port that does not answer it stops nobody',
    expect: 'ruled-out',
    waits: false,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.file', { path: '/home/alice', state: 'bad-mode', mode: '0777' }],
      ['server.setting', { keyword: 'strictmodes', value: 'no' }],
      ['client.file', { role: 'identity', path: '/home/alice/.ssh/id_ed25519', state: 'ok', named: true }],
    ],
  },
];
