import { all, any, not, passed, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { endsAfterKey } from '../signs.ts';

const broken = seen('client.key', { state: ['missing', 'malformed', 'not-private', 'mismatch'], named: true });
const locked = seen('client.key', { state: 'locked', named: true });
const ended = seen('client.key', { named: true, ends: true });
const nobodyUnlocks = any(
  seen('client.agent', { state: ['none', 'unreachable', 'empty'] }),
  seen('auth.key', { named: true, result: ['accepted', 'sign-failed'] }),
);
// The server would take it, and nothing was signed with it: whether the user named it or not, no other key is in question.
const unsigned = all(
  seen('auth.key', { result: 'accepted', agent: false }),
  not(seen('auth.key', { result: ['signature-refused', 'sign-failed'] })),
  not(seen('auth.end', { how: 'partial' })),
);
const damaged = seen('client.key', { state: ['malformed', 'not-private', 'mismatch', 'locked'] });
/** The server would take it, and it is on a token that is not there, or one that ssh cannot use. */
const cannotSign = all(
  symptom('auth.denied'),
  seen('auth.key', { result: 'accepted', agent: false }),
  seen('auth.key', { result: 'sign-failed', agent: false }),
  not(seen('auth.key', { result: 'signature-refused' })),
  not(seen('auth.end', { how: 'partial' })),
);
/** The server has taken the key already (userauth_pubkey), and the agent that holds it signs nothing. */
const agentRefuses = all(
  symptom('auth.denied'),
  seen('client.agent', { state: 'refused' }),
  seen('auth.key', { result: 'sign-failed', agent: true }),
);

/** ssh asks it once the keys are in use, and waits without end; of the server nothing is due. */
const agentMute = all(symptom('auth.silent'), seen('client.agent', { state: 'mute' }));

export const cause: Cause = {
  id: 'client-key-unusable',
  stage: 'config',
  family: 'client',
  who: 'client',
  decidedBy: 'client',
  lasting: true,
  meaning: 'the named private key is missing, malformed, or locked and no agent holds it',
  title: 'The private key for {host} cannot be used on this machine, so nothing was signed with it.',
  sees: 'Permission denied, often after a line about an identity file that is not accessible or has an invalid format.',
  why: `The path is misspelt, the file is the public half or was damaged on the way (a lost last line, Windows line ends),
    or it has a passphrase and nobody was there to type it. An agent that is locked, or that asks before each signature, signs nothing
    where nobody answers, and one that waits to be unlocked may give no answer at all.`,
  cases: 0,
  requires: any(
    symptom('config.denied', 'config.invalid', 'auth.denied', 'auth.failed', 'auth.closed', 'auth.silent'),
    all(not(seen('symptom')), any(broken, locked)),
    ended,
  ),
  proves: any(
    ended,
    all(
      any(symptom('auth.denied', 'config.denied'), all(not(seen('symptom')), not(passed('auth')))),
      any(broken, all(locked, nobodyUnlocks), all(damaged, unsigned)),
    ),
    agentRefuses,
    agentMute,
    cannotSign,
  ),
  suggests: [
    broken,
    locked,
    // A default key, which ssh would have shown.
    all(symptom('auth.denied'), damaged),
    all(symptom('auth.denied'), seen('auth.key', { result: 'sign-failed' })),
    all(symptom('auth.denied'), seen('client.agent', { state: ['unreachable', 'refused'] })),
    // The server would take the key, and no signature followed.
    all(
      symptom('auth.denied'),
      seen('auth.key', { named: true, result: 'accepted', agent: false }),
      not(seen('auth.key', { result: 'signature-refused' })),
    ),
    all(symptom('auth.denied'), unsigned),
    all(symptom('auth.denied'), unsigned, seen('client.key', { state: 'missing' })),
  ],
  excludes: any(
    // ssh got to show it, or never got to look for it, or the server takes no keys at all.
    seen('auth.key', { named: true, result: ['refused', 'no-signature-algorithm'] }),
    seen('config.error', { reason: ['bad-option', 'bad-value', 'loop', 'usage', 'no-user', 'library'] }),
    all(seen('auth.method'), not(seen('auth.method', { name: 'publickey' }))),
    endsAfterKey,
    seen('auth.key', { named: true, result: 'signature-refused' }),
    // The person will be asked for the passphrase: only our own attempt may not ask.
    all(
      seen('client.key', { state: 'locked' }),
      not(broken),
      not(seen('client.key', { state: ['malformed', 'not-private', 'mismatch'] })),
      seen('config.setting', { keyword: 'batchmode', value: 'no' }),
    ),
  ),
  lookalikes: [
    { cause: 'key-not-accepted', difference: 'There the key was shown and the server did not want it.' },
    {
      cause: 'client-config-perms',
      difference: 'There the key is sound, and ssh ignores it since others can read it.',
    },
  ],
  check: {
    at: 'client',
    what: 'try to read the key: its public half must come out',
    command: "ssh -G {host} | sed -n 's/^identityfile //p'; ssh-add -l; ssh-keygen -y -f KEYFILE",
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Name the right file: the private half, without .pub.',
      commands: ['ls -l ~/.ssh', 'ssh -i ~/.ssh/KEYFILE -p {port} {user}@{host}'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'If it has a passphrase, hand it to an agent once.',
      commands: ['eval "$(ssh-agent -s)"', 'ssh-add ~/.ssh/KEYFILE'],
      undo: ['ssh-add -d ~/.ssh/KEYFILE'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'If an agent refuses: unlock it, or load the key again without the question; a key of hardware waits for a touch.',
      commands: ['ssh-add -l', 'ssh-add -X', 'ssh-add -d ~/.ssh/KEYFILE; ssh-add ~/.ssh/KEYFILE'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'If the format is invalid, take away Windows line ends on a copy; else fetch the key again from where it was made.',
      commands: ["tr -d '\\r' < KEYFILE > KEYFILE.fixed && chmod 600 KEYFILE.fixed && ssh-keygen -y -f KEYFILE.fixed"],
      undo: ['rm KEYFILE.fixed'],
    },
  ],
  sources: ['ssh(1): -i', 'ssh-add(1)', 'openssh-portable sshconnect2.c: load_identity_file'],
};

export const examples: readonly Example[] = [
  {
    name: 'the agent has the question, and gives no answer',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.silent', stage: 'auth' }],
      ['client.agent', { state: 'mute' }],
      ['auth.end', { how: 'silent' }],
    ],
  },
  {
    name: 'look-alike: the agent has answered, and the server is silent',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.silent', stage: 'auth' }],
      ['client.agent', { state: 'has-keys', keys: 2 }],
      ['auth.end', { how: 'silent' }],
    ],
  },
  {
    name: 'a program that asks nobody ends at a key with a passphrase',
    expect: 'confirmed',
    seen: [['client.key', { path: '', state: 'locked', named: true, ends: true }]],
  },
  {
    name: 'the server would take the key, and the agent does not sign',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['client.agent', { state: 'refused' }],
      ['auth.key', { result: 'sign-failed', source: '/home/alice/.ssh/id_ed25519', named: false, agent: true }],
      ['auth.end', { how: 'denied' }],
    ],
  },
  {
    name: 'the server would take a key whose token is not plugged in',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.key', { result: 'accepted', source: '/home/alice/.ssh/id_ed25519_sk', named: false, agent: false }],
      ['auth.key', { result: 'sign-failed', source: '/home/alice/.ssh/id_ed25519_sk', named: false, agent: false }],
      ['auth.end', { how: 'denied' }],
    ],
  },
  {
    name: 'look-alike: one key could not sign, and nobody knows whether the server would have taken it',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.key', { result: 'sign-failed', source: '/home/alice/.ssh/id_ed25519_sk', named: false, agent: false }],
      ['auth.end', { how: 'denied' }],
    ],
  },
  {
    name: 'look-alike: the agent does not sign the check of the host key, and the key itself is not wanted',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['client.agent', { state: 'refused' }],
      ['auth.key', { result: 'refused', source: '/home/alice/.ssh/id_ed25519', named: true, agent: true }],
      ['auth.end', { how: 'denied' }],
    ],
  },
  {
    name: 'the file named with -i does not exist',
    expect: 'confirmed',
    covers: ['auth.key'],
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['client.key', { path: '/home/alice/.ssh/depoly', state: 'missing', named: true }],
      ['auth.method', { name: 'publickey', first: true }],
    ],
  },
  {
    name: 'the server would take the key, but it is locked',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['client.key', { path: '/home/alice/.ssh/deploy', state: 'locked', named: true }],
      ['auth.key', { result: 'accepted', source: '/home/alice/.ssh/deploy', named: true, agent: false }],
      ['auth.method', { name: 'publickey', first: true }],
    ],
  },
  {
    name: 'the server would take a key that nobody named, and its private half is damaged',
    expect: 'confirmed',
    covers: ['auth.key', 'client.key'],
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['client.key', { path: '/home/alice/.ssh/id_ed25519', state: 'malformed', named: false }],
      ['auth.key', { result: 'accepted', source: '/home/alice/.ssh/id_ed25519', named: false, agent: false }],
      ['auth.method', { name: 'publickey', first: true }],
      ['auth.end', { how: 'denied' }],
    ],
  },
  {
    name: 'a default key has a passphrase, and the settings forbid to ask for it',
    expect: 'confirmed',
    covers: ['auth.key', 'client.key'],
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['config.setting', { keyword: 'batchmode', value: 'yes' }],
      ['client.key', { path: '/home/alice/.ssh/id_ed25519', state: 'locked', named: false }],
      ['auth.key', { result: 'accepted', source: '/home/alice/.ssh/id_ed25519', named: false, agent: false }],
      ['auth.method', { name: 'publickey', first: true }],
      ['auth.end', { how: 'denied' }],
    ],
  },
  {
    name: 'look-alike: one default key is damaged, and the signature of another is refused',
    expect: 'possible',
    covers: ['auth.key', 'client.key'],
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['client.key', { path: '/home/alice/.ssh/id_rsa', state: 'malformed', named: false }],
      ['auth.key', { result: 'accepted', source: '/home/alice/.ssh/id_ed25519', named: false, agent: false }],
      ['auth.key', { result: 'signature-refused', source: '/home/alice/.ssh/id_ed25519', named: false, agent: false }],
      ['auth.method', { name: 'publickey', first: true }],
      ['auth.end', { how: 'denied' }],
    ],
  },
  {
    name: 'look-alike: the key has a passphrase, and a person is there to type it',
    expect: 'possible',
    seen: [
      ['config.setting', { keyword: 'batchmode', value: 'no' }],
      ['client.key', { path: '/home/alice/.ssh/deploy', state: 'locked', named: true }],
      ['auth.key', { result: 'accepted', source: '/home/alice/.ssh/deploy', named: true, agent: false }],
      ['auth.method', { name: 'publickey', first: true }],
      ['auth.end', { how: 'denied' }],
    ],
  },
  {
    name: 'look-alike: one of two named keys is missing, and the server refused the other',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['client.key', { path: '/home/alice/.ssh/old', state: 'missing', named: true }],
      ['auth.key', { result: 'refused', source: '/home/alice/.ssh/new', named: true, agent: false }],
    ],
  },
  {
    name: 'look-alike: a named key is missing and another one logs in',
    expect: 'possible',
    seen: [
      ['stage', { stage: 'auth', status: 'pass' }],
      ['client.key', { path: '/home/alice/.ssh/old', state: 'missing', named: true }],
    ],
  },
  {
    name: 'the server takes passwords alone',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['auth.method', { name: 'password', first: true }],
    ],
  },
];
