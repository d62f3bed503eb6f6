import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { endsBeforeMethods, keyTaken, onlyKeysRefused } from '../signs.ts';

const tooMany = seen('auth.end', { how: 'too-many' });
/** With MaxAuthTries as low as the number of keys the last one had its turn as well. */
const allOffered = seen('auth.end', { how: 'too-many', method: 'publickey', unoffered: { max: 0 } });

export const cause: Cause = {
  id: 'too-many-keys',
  stage: 'auth',
  family: 'account',
  who: 'client',
  decidedBy: 'client',
  meaning: 'the client offers more keys than MaxAuthTries admits',
  title: 'Your client offered so many keys that {host} hung up before the right one had its turn.',
  sees: 'Received disconnect: Too many authentication failures, often before any password prompt.',
  why: `Each key that is offered counts as a failed try. sshd ends the connection after six of them (MaxAuthTries), and an agent
    that holds many keys uses them up. Passwords typed wrong count as well.`,
  cases: 4,
  behind: { 'auth.failed': 4 },
  requires: symptom('auth.failed', 'auth.closed', 'auth.reset'),
  proves: any(
    all(tooMany, not(seen('auth.end', { how: 'too-many', method: /password|keyboard/ })), not(allOffered)),
    // sshd logs each wrong password.
    // And it waits for two keys at least.
    all(
      seen('sshd.login', { end: 'too-many', passwords: { max: 0 } }),
      not(seen('server.setting', { keyword: 'maxauthtries', value: /^[012]$/ })),
    ),
  ),
  suggests: [
    seen('client.remedy', { keyword: 'identitiesonly', value: 'yes' }),
    tooMany,
    seen('client.agent', { state: 'has-keys', keys: { min: 5 } }),
    seen('sshd.log', {
      message:
        /^(error: )?maximum authentication attempts exceeded for |^Disconnecting .*: Too many authentication failures/,
    }),
  ],
  excludes: any(all(not(tooMany), any(keyTaken, endsBeforeMethods)), all(allOffered, onlyKeysRefused)),
  lookalikes: [
    { cause: 'key-not-accepted', difference: 'That ends with "Permission denied": the server listened to every key.' },
    {
      cause: 'login-grace-time',
      difference: 'The connection closes after a long wait, without a word about failures.',
    },
    {
      cause: 'ip-ban',
      difference: 'Repeating this may get your address banned; then not even the connection comes about.',
    },
  ],
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Offer only the key that belongs to this host.',
      commands: ['ssh -o IdentitiesOnly=yes -i ~/.ssh/id_ed25519 -p {port} {user}@{host}'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Make that permanent for this host.',
      commands: [
        "printf '\\nHost {host}\\n  IdentitiesOnly yes\\n  IdentityFile ~/.ssh/id_ed25519\\n' >> ~/.ssh/config",
      ],
      undo: ["sed -i '/^Host {host}$/,+2d' ~/.ssh/config"],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'See what the agent holds, and empty it if those keys are not needed.',
      commands: ['ssh-add -l', 'ssh-add -D'],
    },
  ],
  sources: [
    'sshd_config(5): MaxAuthTries',
    'ssh_config(5): IdentitiesOnly',
    'openssh-portable auth.c: auth_maxtries_exceeded',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'look-alike: the only key was refused, and one try is all that the server admits',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'auth.failed', stage: 'auth' }],
      ['auth.key', { result: 'refused', source: '.ssh/id_ed25519', named: true, agent: false }],
      ['auth.end', { how: 'too-many', method: 'publickey', unoffered: 0 }],
    ],
  },
  {
    name: 'the server says so',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.failed', stage: 'auth' }],
      ['auth.key', { result: 'refused', source: 'agent', named: false, agent: true }],
      ['auth.end', { how: 'too-many', method: 'publickey', text: 'Too many authentication failures' }],
      ['disconnect', { code: 2, text: 'Too many authentication failures', stage: 'auth' }],
    ],
  },
  {
    name: "from the server's end alone: too many tries, and not one of them a password",
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.failed', stage: 'auth' }],
      ['sshd.login', { end: 'too-many', passwords: 0 }],
      ['server.setting', { keyword: 'maxauthtries', value: '6' }],
    ],
  },
  {
    name: 'look-alike: too many tries, and passwords among them',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.failed', stage: 'auth' }],
      ['sshd.login', { end: 'too-many', passwords: 3 }],
    ],
  },
  {
    name: 'look-alike: passwords typed wrong use up the tries too',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.failed', stage: 'auth' }],
      ['auth.end', { how: 'too-many', method: 'password', text: 'Too many authentication failures' }],
    ],
  },
  {
    name: 'a plain denial left no key out',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'auth.denied', stage: 'auth' }]],
  },
];
