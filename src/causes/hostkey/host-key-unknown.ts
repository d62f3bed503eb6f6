import { seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { hostKeyFingerprints } from '../checks.ts';
import { saysLittle } from '../signs.ts';

export const cause: Cause = {
  id: 'host-key-unknown',
  stage: 'hostkey',
  family: 'negotiation',
  who: 'client',
  decidedBy: 'client',
  lasting: true,
  meaning: 'the key is not known and strict checking refuses it',
  title: "Your computer does not know {host}'s host key yet, and it is set to refuse unknown hosts.",
  sees: 'Host key verification failed, often without a word before it, since nobody could be asked.',
  why: `known_hosts has no entry for this name and port. With StrictHostKeyChecking yes, or with no terminal to ask on (scripts,
    jobs, batch mode), ssh refuses instead of asking.`,
  cases: 1,
  behind: { 'hostkey.unknown': 1 },
  everyday: ['hostkey.failed'],
  requires: symptom('hostkey.unknown', 'hostkey.failed'),
  proves: seen('hostkey.check', { result: 'unknown' }),
  suggests: [
    saysLittle,
    seen('config.setting', { keyword: 'stricthostkeychecking', value: /^(yes|true)$/ }),
    // Of a key that is another one ssh shouts in a frame; of one that is new it says this alone, where nobody can be asked.
    seen('hostkey.check', { result: 'failed', text: /^Host key verification failed/ }),
  ],
  // The entry may be there, in a file that ssh could not read.
  excludes: seen('client.file', { role: 'known-hosts', state: ['denied', 'bad-mode', 'bad-owner', 'malformed'] }),
  lookalikes: [
    {
      cause: 'host-key-changed',
      difference: 'There ssh warns that the identification has changed: it knows the host by another key.',
    },
    { cause: 'client-config-perms', difference: 'The entry exists, but ssh cannot read the known_hosts file.' },
    { cause: 'wrong-host-answers', difference: 'The fingerprint is not that of the server you mean.' },
  ],
  check: hostKeyFingerprints,
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Connect once from a terminal, compare the fingerprint with one from a trusted place, and answer yes.',
      commands: ['ssh -o StrictHostKeyChecking=ask -p {port} {user}@{host}'],
      undo: ["ssh-keygen -R '{host}'", "ssh-keygen -R '[{host}]:{port}'"],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'For a job without a terminal: store the key beforehand, and compare the fingerprint that is printed.',
      commands: [
        "ssh-keyscan -p {port} '{host}' > /tmp/hostkey && ssh-keygen -lf /tmp/hostkey",
        'cat /tmp/hostkey >> ~/.ssh/known_hosts',
      ],
      undo: ["ssh-keygen -R '{host}'", "ssh-keygen -R '[{host}]:{port}'"],
    },
  ],
  sources: [
    'ssh_config(5): StrictHostKeyChecking, UserKnownHostsFile',
    'ssh-keyscan(1)',
    'openssh-portable sshconnect.c: check_host_key',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'a library says the same of a key that is new and of one that has changed',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'hostkey.failed', stage: 'hostkey' }],
      [
        'hostkey.check',
        { result: 'failed', text: '[HOST_KEY_NOT_VERIFIABLE] Could not verify `ssh-ed25519` host key' },
      ],
    ],
  },
  {
    name: 'strict checking, and no entry for the host',
    expect: 'confirmed',
    covers: ['client.file'],
    seen: [
      ['symptom', { is: 'hostkey.unknown', stage: 'hostkey' }],
      ['hostkey.check', { result: 'unknown', type: 'ED25519' }],
    ],
  },
  {
    name: 'look-alike: known_hosts cannot be read, so the entry may be in it',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'hostkey.unknown', stage: 'hostkey' }],
      ['hostkey.check', { result: 'unknown', type: 'ED25519' }],
      ['client.file', { role: 'known-hosts', path: '/home/alice/.ssh/known_hosts', state: 'denied', named: false }],
    ],
  },
  {
    name: 'the key has changed, so an entry exists',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'hostkey.changed', stage: 'hostkey' }],
      ['hostkey.check', { result: 'changed', type: 'ED25519' }],
    ],
  },
];
