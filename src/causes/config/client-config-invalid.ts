import { all, any, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';

// Without the list that RevokedHostKeys names, ssh trusts no key at all.
const noRevocations = seen('hostkey.check', {
  result: 'failed',
  text: / in revoked keys file .+: (?:No such file or directory|Is a directory|Not a directory|invalid format|incomplete message|string is too large|unexpected bytes remain after decoding)$/,
});

// It ends as well where the program that knows the host keys fails, or can't be run.
const noKnownHosts = seen('hostkey.check', { result: 'failed', text: /^KnownHostsCommand failed/ });

// ssh makes the socket of ControlMaster behind the login, and ends where it can't.
const noSocket = seen('control.socket', { state: 'unmakeable' });

export const cause: Cause = {
  id: 'client-config-invalid',
  stage: 'config',
  family: 'client',
  who: 'client',
  decidedBy: 'client',
  lasting: true,
  meaning: 'ssh_config has a bad option, bad value, or a file the client refuses to read',
  title:
    'ssh on this machine stumbles over its own configuration: a word, a value, a file or a program in it is wrong.',
  sees: 'ssh stops at once and names a file and a line. A missing list of revoked keys, or a KnownHostsCommand that fails, stops it at the host key.',
  why: `A word is misspelt, a value is not allowed, or the file was written for a newer ssh: algorithms and keywords come
    and go with the releases. A file named with -F, Include or RevokedHostKeys may also be missing.`,
  cases: 0,
  requires: any(
    symptom('config.invalid', 'config.denied'),
    all(symptom('hostkey.failed'), any(noRevocations, noKnownHosts)),
    all(symptom('session.failed'), noSocket),
  ),
  proves: any(
    seen('config.error', { reason: ['bad-option', 'bad-value', 'loop'] }),
    // A file that may not be opened is a matter of its owner and mode.
    seen('config.error', { reason: 'unreadable', text: /^(?!.*Permission denied)/s }),
    all(symptom('hostkey.failed'), any(noRevocations, noKnownHosts)),
    all(symptom('session.failed'), noSocket),
  ),
  suggests: [seen('config.error', { reason: ['usage', 'other'] }), seen('config.error', { reason: 'unreadable' })],
  lookalikes: [
    {
      cause: 'client-config-perms',
      difference: 'There ssh complains of the owner or mode of the file, not of its words.',
    },
    {
      cause: 'sshd-config-error',
      difference: 'That is the same mistake on the server: the client then sees a refused port.',
    },
  ],
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Make the folder of ControlPath, when that is what is missing.',
      commands: ['mkdir -m 700 -p "$(dirname "$(ssh -G {host} | sed -n \'s/^controlpath //p\')")"'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'When it is the program of KnownHostsCommand, run it by hand: it must end with status 0, also for a host that it does not know.',
      commands: [
        "ssh -G {host} | grep -i '^knownhostscommand '",
        'ssh -o KnownHostsCommand=none -p {port} {user}@{host}',
      ],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Correct the line that ssh names, then let ssh read everything again without connecting.',
      commands: ['ssh -G {host} > /dev/null && echo fine'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Where older releases share the file, let them skip the keywords they do not know: put this at its top.',
      commands: ['IgnoreUnknown UseKeychain,AddKeysToAgent'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'To get in meanwhile, leave the file out.',
      commands: ['ssh -F none -p {port} {user}@{host}'],
    },
  ],
  sources: ['ssh_config(5)', 'ssh(1): -F, -G', 'openssh-portable readconf.c: process_config_line_depth'],
};

export const examples: readonly Example[] = [
  {
    name: 'ControlPath lies in a folder that is not there: ssh ends behind the login',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['control.socket', { path: '/home/alice/.ssh/cm/web1', state: 'unmakeable' }],
      ['session.end', { how: 'ran', status: 0 }],
    ],
  },
  {
    name: 'a keyword that this ssh does not know',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'config.invalid', stage: 'config' }],
      [
        'config.error',
        {
          reason: 'bad-option',
          text: '/home/alice/.ssh/config: line 3: Bad configuration option: usekeychian',
          file: '/home/alice/.ssh/config',
          line: 3,
          keyword: 'usekeychian',
        },
      ],
    ],
  },
  {
    name: 'the file of revoked host keys is not there, so ssh refuses every key',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'hostkey.failed', stage: 'hostkey' }],
      [
        'hostkey.check',
        {
          result: 'failed',
          text: 'Error checking host key ED25519 SHA256:abc in revoked keys file /etc/ssh/revoked: No such file or directory',
        },
      ],
    ],
  },
  {
    name: 'the program that should know the host keys fails',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'hostkey.failed', stage: 'hostkey' }],
      ['hostkey.check', { result: 'failed', text: 'KnownHostsCommand failed' }],
    ],
  },
  {
    name: 'look-alike: the host key is refused, and no word says why',
    expect: 'ruled-out',
    covers: ['hostkey.check', 'session.end', 'control.socket'],
    seen: [
      ['symptom', { is: 'hostkey.failed', stage: 'hostkey' }],
      ['hostkey.check', { result: 'failed', text: 'Host key verification failed.' }],
    ],
  },
  {
    name: 'look-alike: the words are fine and the file may not be read',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'config.invalid', stage: 'config' }],
      [
        'config.error',
        {
          reason: 'unreadable',
          text: "Can't open user config file /srv/ssh.conf: Permission denied",
          file: '/srv/ssh.conf',
        },
      ],
    ],
  },
  {
    name: 'look-alike: the command line is wrong, not the configuration',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'config.invalid', stage: 'config' }],
      ['config.error', { reason: 'usage', text: 'unknown option -- z' }],
    ],
  },
  {
    name: 'ssh got as far as the server',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'tcp.refused', stage: 'tcp' }]],
  },
];
