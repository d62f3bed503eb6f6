import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { hostKeyFingerprints } from '../checks.ts';
import { saysLittle } from '../signs.ts';

const changed = seen('hostkey.check', { result: 'changed' });

export const cause: Cause = {
  id: 'host-key-changed',
  stage: 'hostkey',
  family: 'negotiation',
  who: 'server',
  decidedBy: 'client',
  meaning: "the server's key differs from the one in known_hosts",
  title: '{host} shows another host key than the one your known_hosts file remembers.',
  sees: 'A warning that the remote host identification has changed. With strict checking ssh stops there.',
  why: `The host was reinstalled, rebuilt or given new keys, its address went to another machine, or somebody stands in
    between. The client cannot tell these apart: only a fingerprint from a trusted place can.`,
  cases: 4,
  behind: { 'hostkey.changed': 4 },
  everyday: ['hostkey.failed'],
  // With StrictHostKeyChecking=no ssh goes on without passwords, and is denied later.
  requires: any(symptom('hostkey.changed', 'hostkey.failed'), all(changed, stopsAt('auth'))),
  proves: any(
    all(changed, symptom('hostkey.changed', 'hostkey.failed')),
    // The check is off, a password is all that the server was to get, and for this key ssh sends none.
    all(
      changed,
      symptom('auth.denied'),
      seen('auth.method', { name: ['password', 'keyboard-interactive'] }),
      not(seen('auth.key')),
    ),
  ),
  suggests: [saysLittle],
  excludes: any(
    // A key that was named and can't be used would have been shown before any password.
    all(stopsAt('auth'), seen('client.key', { named: true })),
    // Not even compared.
    seen('hostkey.check', { result: ['too-short', 'not-permitted'] }),
    // That very key is on record as another machine's.
    seen('hostkey.elsewhere'),
  ),
  lookalikes: [
    {
      cause: 'wrong-host-answers',
      difference: 'The key is unchanged there: another machine answers. Compare fingerprints on the console.',
    },
    {
      cause: 'host-key-unknown',
      difference: 'There known_hosts has no entry at all for the host; here it has another key.',
    },
    {
      cause: 'name-wrong-address',
      difference: 'The name leads to another machine; the right address shows the old key.',
    },
  ],
  check: hostKeyFingerprints,
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'First compare the fingerprint with one from a trusted place. If it is right, forget the old key and accept the new one.',
      commands: [
        "ssh-keygen -R '{host}'",
        "ssh-keygen -R '[{host}]:{port}'",
        "ssh-keygen -R '{address}'",
        'ssh -p {port} {user}@{host}',
      ],
      undo: ['mv ~/.ssh/known_hosts.old ~/.ssh/known_hosts'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'If ssh says that only the key for the address differs (CheckHostIP), another machine had this address before: forget that one.',
      commands: ["ssh-keygen -R '{address}'"],
      undo: ['mv ~/.ssh/known_hosts.old ~/.ssh/known_hosts'],
    },
    {
      who: 'server',
      risk: 'restart',
      say: 'If the host was rebuilt, put its old host keys back from a backup: then no client has to change anything.',
      commands: ['cp -p BACKUP/ssh_host_* /etc/ssh/', 'sshd -t && systemctl restart ssh || systemctl restart sshd'],
    },
  ],
  sources: [
    'ssh(1): VERIFYING HOST KEYS',
    'ssh_config(5): StrictHostKeyChecking',
    'openssh-portable sshconnect.c: check_host_key',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'the key for the address is another one, and both are compared (CheckHostIP)',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'hostkey.changed', stage: 'hostkey' }],
      [
        'hostkey.check',
        {
          result: 'changed',
          file: '/home/alice/.ssh/known_hosts',
          line: 6,
          text: "Warning: the ED25519 host key for 'web1' differs from the key for the IP address '192.0.2.5'",
        },
      ],
    ],
  },
  {
    name: 'look-alike: the key is too short to be compared',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'hostkey.failed', stage: 'hostkey' }],
      ['hostkey.check', { result: 'too-short', text: 'Bad server host key: Invalid key length' }],
    ],
  },
  {
    name: 'known_hosts holds another key, and strict checking stops there',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'hostkey.changed', stage: 'hostkey' }],
      ['hostkey.check', { result: 'changed', type: 'ED25519', file: '/home/alice/.ssh/known_hosts', line: 4 }],
    ],
  },
  {
    name: 'the check is off, there is no key to show, and for a changed key ssh sends no password',
    expect: 'confirmed',
    covers: ['auth.key'],
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['hostkey.check', { result: 'changed', type: 'ED25519' }],
      ['auth.method', { name: 'password', first: true }],
      ['auth.end', { how: 'denied' }],
    ],
  },
  {
    name: 'the check is off: ssh goes on without passwords and is denied, perhaps for another reason',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['hostkey.check', { result: 'changed', type: 'ED25519' }],
      ['auth.end', { how: 'denied' }],
    ],
  },
  {
    name: 'look-alike: the key is known as that of another machine',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'hostkey.changed', stage: 'hostkey' }],
      ['hostkey.check', { result: 'changed', type: 'ED25519' }],
      ['hostkey.elsewhere', { names: 'bastion', file: '/home/alice/.ssh/known_hosts', line: 4 }],
    ],
  },
  {
    name: 'look-alike: the host is not in known_hosts at all',
    expect: 'ruled-out',
    covers: ['hostkey.check'],
    seen: [
      ['symptom', { is: 'hostkey.unknown', stage: 'hostkey' }],
      ['hostkey.check', { result: 'unknown', type: 'ED25519' }],
    ],
  },
];
