import { all, any, not, seen } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { notLetIn, onlyKeysRefused, wantsNoKeys } from '../signs.ts';

const cannotOpen = seen('sshd.log', {
  message: /^(error: |debug1: )?Could not open (user '.*' )?authorized (keys|principals) '.*': Permission denied/,
});
/** Enforced (older kernels do not say), by sshd, on the key file or its directory. */
const avc =
  /avc:\s+denied\s+\{[^}]*\}(?=.*comm="sshd(-session|-auth)?")(?=.*(name="(authorized_keys2?|\.ssh)"|tcontext=\S*:(nfs_t|cifs_t|user_home_t|default_t|admin_home_t|home_root_t):))(?=.*tclass=(file|dir|lnk_file)\b)(?!.*permissive=1)/;

export const cause: Cause = {
  id: 'selinux-context',
  stage: 'auth',
  family: 'account',
  who: 'account',
  decidedBy: 'server',
  meaning: 'SELinux labels keep sshd from reading authorized_keys',
  title: 'SELinux on {host} keeps sshd from reading the key list of {user}: the file carries a wrong label.',
  sees: 'Permission denied although the key is in the file and its owner and mode are right.',
  why: `With SELinux every file has a label, and sshd may read key lists only under the right one. A home directory in an unusual
    place, on NFS, restored from a backup or moved instead of copied has another.`,
  cases: 5,
  behind: { 'auth.denied': 5 },
  requires: notLetIn,
  proves: any(
    all(notLetIn, seen('server.log', { message: avc })),
    all(cannotOpen, seen('server.file', { path: /\/\.ssh$|authorized_keys/, state: 'bad-label' })),
  ),
  suggests: [
    cannotOpen,
    seen('server.file', { path: /\/\.ssh$|authorized_keys/, state: 'bad-label' }),
    seen('server.log', { message: /avc:\s+denied.*comm="sshd/ }),
    all(onlyKeysRefused, not(seen('identification.version', { comments: /Debian|Ubuntu|Raspbian/ }))),
  ],
  excludes: any(seen('auth.key', { result: 'accepted' }), seen('auth.end', { how: 'partial' }), wantsNoKeys),
  lookalikes: [
    {
      cause: 'home-perms-strictmodes',
      difference: 'There the owner or mode is wrong, and sshd logs "bad ownership or modes".',
    },
    { cause: 'key-not-accepted', difference: 'sshd reads the file there, and the key is not in it.' },
    { cause: 'selinux-port', difference: 'That keeps sshd from listening at all.' },
  ],
  check: {
    at: 'server',
    what: 'look at the SELinux labels of the key list and at what SELinux denied',
    command:
      'getenforce; H=$(getent passwd {user} | cut -d: -f6); ls -dZ "$H" "$H/.ssh" "$H/.ssh/authorized_keys"; ausearch -m avc -c sshd -ts recent',
  },
  fix: [
    {
      who: 'account',
      risk: 'none',
      platform: 'RHEL, Fedora',
      say: 'As root on the server: set the labels to what the policy says; the first command only shows what would change.',
      commands: ['H=$(getent passwd {user} | cut -d: -f6); restorecon -Rvn "$H/.ssh"', 'restorecon -Rv "$H/.ssh"'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'RHEL, Fedora',
      say: 'If home directories live elsewhere, tell SELinux that this place is like /home.',
      commands: ['semanage fcontext -a -e /home /srv/home', 'restorecon -Rv /srv/home'],
      undo: ['semanage fcontext -d -e /home /srv/home'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'RHEL, Fedora',
      say: 'If home directories come over NFS, allow that.',
      commands: ['setsebool -P use_nfs_home_dirs on'],
      undo: ['setsebool -P use_nfs_home_dirs off'],
    },
  ],
  sources: [
    'restorecon(8)',
    'semanage-fcontext(8)',
    'ssh_selinux(8)',
    'openssh-portable auth2-pubkeyfile.c: auth_openfile',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'SELinux denied sshd the key file',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.key', { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false }],
      [
        'server.log',
        {
          program: 'audit',
          message:
            'avc:  denied  { read } for  pid=812 comm="sshd" name="authorized_keys" dev="dm-0" ino=524301 scontext=system_u:system_r:sshd_t:s0-s0:c0.c1023 tcontext=unconfined_u:object_r:default_t:s0 tclass=file permissive=0',
        },
      ],
    ],
  },
  {
    name: 'look-alike: sshd could not open the file, and nothing says that it was SELinux',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      [
        'sshd.log',
        {
          message: "Could not open user 'alice' authorized keys '/home/alice/.ssh/authorized_keys': Permission denied",
        },
      ],
    ],
  },
  {
    name: 'the key was found in the file',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['auth.key', { result: 'accepted', source: 'agent', named: false, agent: true }],
    ],
  },
];
