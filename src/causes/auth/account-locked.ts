import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';
import { endsAfterKey, endsBeforeMethods, onlyKeysRefused } from '../signs.ts';

export const cause: Cause = {
  id: 'account-locked',
  stage: 'auth',
  family: 'account',
  who: 'account',
  decidedBy: 'server',
  meaning: 'the account is locked',
  title: 'The account {user} on {host} is locked.',
  sees: 'Permission denied with any key and any password, exactly as for a wrong one.',
  why: `Somebody locked the account, it was made without a password (a ! in the shadow file), or too many failed tries locked it. With
    UsePAM no, and on Alpine, sshd then refuses good keys too; with PAM mostly only passwords fail.`,
  cases: 6,
  behind: { 'auth.denied': 6 },
  requires: any(
    symptom('auth.denied', 'auth.failed', 'auth.closed', 'auth.reset'),
    all(not(seen('symptom')), seen('auth.end', { how: 'denied' })),
  ),
  proves: any(
    seen('sshd.log', { message: /^User .+ not allowed because account is locked/ }),
    seen('server.log', { program: 'dropbear', message: /^User account '.+' is locked$/ }),
    all(
      seen('auth.end', { how: 'denied' }),
      seen('server.account', { state: 'locked' }),
      seen('server.setting', { keyword: 'usepam', value: 'no' }),
      not(seen('server.setting', { keyword: 'usepam', value: 'yes' })),
    ),
  ),
  suggests: [
    seen('server.account', { state: 'locked' }),
    // It says the same of an account that was never given one: a password fits neither.
    all(seen('auth.end', { how: 'denied' }), seen('server.account', { state: 'no-password' })),
    seen('sshd.log', { message: /pam_(faillock|tally2?)\(sshd:auth\): .*(temporarily locked|tally \d+, deny)/ }),
    seen('sshd.log', {
      message: /NTSTATUS: NT_STATUS_ACCOUNT_(?:LOCKED_OUT|DISABLED)\b|Client's credentials have been revoked/,
    }),
    seen('auth.banner', { text: /account is (temporarily )?locked/i }),
    all(onlyKeysRefused, not(seen('identification.version', { comments: /Debian|Ubuntu|Raspbian/ }))),
  ],
  // sshd asks for a lock before it takes a key; what PAM locks it tells.
  excludes: any(
    endsBeforeMethods,
    all(endsAfterKey, not(seen('auth.banner'))),
    // With PAM a lock is one of passwords, and none was asked for.
    all(
      any(onlyKeysRefused, seen('auth.end', { how: 'denied', text: /Permission denied \(publickey\)/ })),
      seen('server.account', { state: ['locked', 'no-password'] }),
      seen('server.setting', { keyword: 'usepam', value: 'yes' }),
    ),
  ),
  stands: all(
    seen('server.account', { state: 'locked' }),
    seen('server.setting', { keyword: 'usepam', value: 'no' }),
    not(seen('server.setting', { keyword: 'usepam', value: 'yes' })),
  ),
  lookalikes: [
    { cause: 'key-not-accepted', difference: 'The account is open; only this key is not on its list.' },
    {
      cause: 'account-expired',
      difference: 'The account has an end date that is past. Some releases log both lines; the expiry is the cause.',
    },
    { cause: 'sshd-policy-denies-user', difference: 'The log names a list (AllowUsers, DenyGroups …) as the reason.' },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'account',
      risk: 'none',
      platform: 'Linux',
      say: 'See whether it is locked. For an account that uses keys only, put * in place of ! so that it has no password and no lock.',
      commands: ['passwd -S {user}', "usermod -p '*' {user}"],
      undo: ['usermod -L {user}'],
    },
    {
      who: 'account',
      risk: 'none',
      platform: 'Alpine, BusyBox',
      say: 'The same, where usermod is missing: edit the second field of the line from ! to *.',
      commands: ["sed -i 's/^{user}:!/{user}:*/' /etc/shadow"],
      undo: ['passwd -l {user}'],
    },
    {
      who: 'account',
      risk: 'none',
      platform: 'RHEL, Fedora and others with pam_faillock',
      say: 'If failed tries locked it, see the count and clear it.',
      commands: ['faillock --user {user}', 'faillock --user {user} --reset'],
    },
    {
      who: 'server',
      risk: 'reload',
      say: 'Where PAM is there, let sshd use it: then a locked password no longer stops keys.',
      commands: [
        "printf 'UsePAM yes\\n' > /etc/ssh/sshd_config.d/00-pam.conf",
        'sshd -t && { systemctl reload ssh || systemctl reload sshd; }',
      ],
      undo: ['rm /etc/ssh/sshd_config.d/00-pam.conf', 'systemctl reload ssh || systemctl reload sshd'],
    },
  ],
  sources: ['sshd(8): LOGIN PROCESS', 'passwd(1)', 'pam_faillock(8)', 'openssh-portable auth.c: allowed_user'],
};

export const examples: readonly Example[] = [
  {
    name: 'look-alike: a lock of the password, where keys alone are taken and PAM is used',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.end', { how: 'denied', text: 'eva@web1: Permission denied (publickey).' }],
      ['server.account', { user: 'eva', state: 'no-password' }],
      ['server.setting', { keyword: 'usepam', value: 'yes' }],
    ],
  },
  {
    name: 'the domain controller has locked the account',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      [
        'sshd.log',
        {
          message:
            'pam_winbind(sshd:auth): request wbcLogonUser failed: WBC_ERR_AUTH_ERROR, PAM error: PAM_MAXTRIES (8), NTSTATUS: NT_STATUS_ACCOUNT_LOCKED_OUT, Error message was: too many invalid logon attempts',
        },
      ],
    ],
  },
  {
    name: 'sshd says that the account is locked',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.end', { how: 'denied' }],
      ['sshd.log', { message: 'User alice not allowed because account is locked' }],
    ],
  },
  {
    name: 'look-alike: locked, but with PAM a key still works, so something else may have refused it',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.end', { how: 'denied' }],
      ['server.account', { user: 'alice', state: 'locked' }],
      ['server.setting', { keyword: 'usepam', value: 'yes' }],
    ],
  },
  {
    name: 'a refused port never got that far',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'tcp.refused', stage: 'tcp' }]],
  },
  {
    name: 'it waits behind a port that does not answer',
    expect: 'ruled-out',
    waits: true,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.account', { user: 'alice', state: 'locked' }],
      ['server.setting', { keyword: 'usepam', value: 'no' }],
    ],
  },
  {
    name: 'look-alike: behind a port that does not answer it stops nobody',
    expect: 'ruled-out',
    waits: false,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.account', { user: 'alice', state: 'locked' }],
      ['server.setting', { keyword: 'usepam', value: 'yes' }],
    ],
  },
];
