import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import type { Sign } from '../../model/sign.ts';

/** A line asks for one thing in vain, since another was read before it. */
function overruled(keyword: string, inForce: RegExp, wanted: RegExp): Sign {
  return seen('server.overruled', { keyword, value: wanted, inForce, because: 'first-value' });
}

const no = /^no$/i;
const yes = /^yes$/i;

export const cause: Cause = {
  id: 'config-first-value-wins',
  stage: 'auth',
  family: 'account',
  who: 'server',
  decidedBy: 'server',
  meaning: 'an earlier line or drop-in already set the option that was meant to be changed',
  title: 'A setting on {host} was changed without effect: sshd had read another value for it before.',
  sees: 'The login behaves as if a change in sshd_config had never been made, even after a reload.',
  why: `sshd keeps the first value that it reads for an option. Files in sshd_config.d are mostly read first, in the order of their names,
    so a line further down, or in a file with a later name, changes nothing.`,
  cases: 2,
  behind: { 'auth.denied': 2 },
  requires: any(
    stopsAt('auth', 'session'),
    all(not(seen('symptom')), seen('auth.end', { how: ['denied', 'not-tried'] })),
  ),
  proves: any(
    all(
      symptom('auth.denied', 'auth.failed'),
      overruled('pubkeyauthentication', no, yes),
      seen('auth.method'),
      not(seen('auth.method', { name: 'publickey' })),
    ),
    all(
      symptom('auth.denied', 'auth.failed'),
      overruled('passwordauthentication', no, yes),
      seen('auth.method'),
      not(seen('auth.method', { name: ['password', 'keyboard-interactive'] })),
      // No key went out: the password was the only way in that was left.
      not(seen('auth.key')),
    ),
    all(
      seen('sshd.log', { message: /^ROOT LOGIN REFUSED FROM / }),
      overruled('permitrootlogin', /^(no|forced-commands-only)$/i, /^(yes|prohibit-password|without-password)$/i),
    ),
  ),
  suggests: [
    overruled('passwordauthentication', no, yes),
    overruled('pubkeyauthentication', no, yes),
    overruled('kbdinteractiveauthentication', no, yes),
    overruled('permitrootlogin', /^(no|prohibit-password|without-password|forced-commands-only)$/i, yes),
    overruled('usepam', no, yes),
    overruled('authorizedkeysfile', /./, /./),
  ],
  explains: ['auth-method-unavailable', 'sshd-policy-denies-user'],
  lookalikes: [
    { cause: 'auth-method-unavailable', difference: 'The method is off on purpose; no line anywhere asks for it.' },
    { cause: 'sshd-policy-denies-user', difference: 'The value in force is the one that was meant.' },
  ],
  check: {
    at: 'server',
    what: 'compare what is in force with every line that sets it, in the order of reading',
    command:
      'sshd -T -C user={user},host=localhost,addr=127.0.0.1 | grep -i -e authentication -e permitroot -e authorizedkeys; grep -n -i -e "^ *include" -e "^ *match" -e authentication -e permitroot -e authorizedkeys /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf',
  },
  fix: [
    {
      who: 'server',
      risk: 'none',
      say: 'Find the file that is read first and sets the option.',
      commands: ['grep -n -i -r PasswordAuthentication /etc/ssh/sshd_config.d /etc/ssh/sshd_config'],
    },
    {
      who: 'server',
      risk: 'reload',
      say: 'Put your value into a drop-in whose name sorts first, here by the example of passwords, and see that it is in force.',
      commands: [
        "printf 'PasswordAuthentication yes\\n' > /etc/ssh/sshd_config.d/00-own.conf",
        'sshd -t && { systemctl reload ssh || systemctl reload sshd; }',
        'sshd -T | grep -i passwordauthentication',
      ],
      undo: ['rm /etc/ssh/sshd_config.d/00-own.conf', 'systemctl reload ssh || systemctl reload sshd'],
    },
  ],
  sources: ['sshd_config(5): DESCRIPTION, Include, Match', 'sshd(8): -T'],
};

export const examples: readonly Example[] = [
  {
    name: 'a drop-in switches keys off, the main file asks for them, and the server offers none',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.method', { name: 'gssapi-with-mic', first: true }],
      ['auth.end', { how: 'denied' }],
      [
        'server.setting',
        { keyword: 'pubkeyauthentication', value: 'no', file: '/etc/ssh/sshd_config.d/10-base.conf', line: 1 },
      ],
      [
        'server.overruled',
        {
          ...{ keyword: 'pubkeyauthentication', value: 'yes', inForce: 'no', because: 'first-value' as const },
          ...{ file: '/etc/ssh/sshd_config', line: 38, by: '/etc/ssh/sshd_config.d/10-base.conf', byLine: 1 },
        },
      ],
    ],
  },
  {
    name: 'look-alike: passwords are off in a drop-in, perhaps on purpose, and a key was refused',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.method', { name: 'publickey', first: true }],
      ['auth.key', { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: false }],
      ['auth.end', { how: 'denied' }],
      [
        'server.setting',
        { keyword: 'passwordauthentication', value: 'no', file: '/etc/ssh/sshd_config.d/50-cloud-init.conf', line: 1 },
      ],
      [
        'server.overruled',
        {
          ...{ keyword: 'passwordauthentication', value: 'yes', inForce: 'no', because: 'first-value' as const },
          ...{ file: '/etc/ssh/sshd_config', line: 57, by: '/etc/ssh/sshd_config.d/50-cloud-init.conf', byLine: 1 },
        },
      ],
    ],
  },
  {
    name: 'a refused port never got that far',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'tcp.refused', stage: 'tcp' }]],
  },
];
