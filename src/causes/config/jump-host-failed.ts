import { asksPerson } from '../../infer/hop.ts';
import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';

// What the ssh in between says when it does not get into the hop; the leg behind the hop speaks of a channel.
const sshOfTheHop =
  /^Connecting to \S+ \[|^(?:ssh: )?(?:connect to host \S+ port \d+: |Could not resolve hostname )|Permission denied \([a-z)]|Too many authentication failures|^Host key verification failed|^Unable to negotiate with /;

export const cause: Cause = {
  id: 'jump-host-failed',
  stage: 'config',
  family: 'client',
  who: 'client',
  decidedBy: 'client',
  meaning: 'a hop before the target fails; its own diagnosis is nested in the report',
  title: 'The connection never gets as far as {host}: the jump host {hop} fails first. {hopwhy}',
  sees: 'An error that names another host than the one you asked for, then Connection closed by UNKNOWN port 65535.',
  why: `ProxyJump logs in to each hop before it goes on. Each hop has a network, a host key and an account of its own, and
    options given for the target, such as -i, do not hold for the hops.`,
  cases: 0,
  requires: all(any(seen('proxy.used'), seen('hop.failed')), seen('symptom')),
  proves: any(
    seen('hop.failed'),
    all(symptom('config.silent'), seen('hop.socket', { state: 'hung' })),
    all(
      symptom('config.failed'),
      seen('proxy.helper', { state: ['cannot-reach', 'denied', 'exited'], text: sshOfTheHop }),
    ),
  ),
  suggests: [
    all(
      seen('proxy.used', { by: 'jump' }),
      symptom('config.failed', 'config.silent', 'identification.closed', 'identification.silent'),
    ),
    seen('proxy.used', { by: 'command', text: /\bssh\b.* -W / }),
    all(symptom('config.failed'), seen('proxy.helper', { text: sshOfTheHop })),
  ],
  excludes: any(
    all(not(seen('proxy.used')), not(seen('hop.failed'))),
    seen('proxy.helper', { state: 'missing' }),
    seen('proxy.helper', { through: true }),
    // The target has spoken through it: a hop that opens no session of its own may lead on all the same.
    all(seen('hop.failed', { stage: 'session' }), seen('identification.version')),
    // This only weakens the proof: our own attempt may answer nothing that the hop asks a person.
    all(
      seen('config.setting', { keyword: 'batchmode', value: 'no' }),
      seen('proxy.helper', { state: 'denied', text: asksPerson }),
      not(seen('hop.failed')),
    ),
  ),
  // ssh also sees its helper end; that follows.
  explains: ['proxycommand-failed'],
  lookalikes: [
    {
      cause: 'proxycommand-failed',
      difference: 'There the helper program itself is missing or wrong; here it runs and the hop does not let it pass.',
    },
    {
      cause: 'forwarding-disabled',
      difference: 'There the login to the hop works, and the hop does not allow it to lead on.',
    },
  ],
  check: {
    at: 'client',
    what: 'diagnose the hop as if it were the target',
    command: "ssh -G {host} | sed -n 's/^proxyjump //p'; sshwhy JUMPHOST",
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Cure the hop first, as the nested diagnosis says: a plain ssh to it must work.',
      commands: ["ssh -G {host} | sed -n 's/^proxyjump //p'", 'ssh JUMPHOST true'],
    },
    {
      who: 'client',
      risk: 'cuts-sessions',
      say: 'If an old ssh to the hop is shared and dead, end it, or remove its socket.',
      commands: ['timeout 5 ssh -O exit JUMPHOST || rm -f "$(ssh -G JUMPHOST | sed -n \'s/^controlpath //p\')"'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'If the hop needs a key, user or port of its own, give it a block of its own in ~/.ssh/config.',
      commands: ["printf 'Host JUMPHOST\\n  User NAME\\n  IdentityFile ~/.ssh/KEYFILE\\n' >> ~/.ssh/config"],
    },
  ],
  sources: ['ssh(1): -J', 'ssh_config(5): ProxyJump', 'openssh-portable ssh.c: main (implicit ProxyCommand)'],
};

export const examples: readonly Example[] = [
  {
    name: 'look-alike: the hop opens no session of its own, and leads on to the target, which has spoken',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'auth.silent', stage: 'auth' }],
      ['proxy.used', { by: 'jump', text: 'bastion' }],
      ['identification.version', { protocol: '2.0', software: 'OpenSSH_10.0' }],
      [
        'hop.failed',
        {
          hop: 'bastion',
          stage: 'session',
          symptom: 'session.denied',
          summary: 'bastion allows no further session on this connection (MaxSessions).',
        },
      ],
    ],
  },
  {
    name: 'the hop does not accept connections',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'config.failed', stage: 'config' }],
      ['proxy.used', { by: 'jump', text: 'bastion' }],
      [
        'hop.failed',
        {
          hop: 'bastion',
          stage: 'tcp',
          symptom: 'tcp.refused',
          summary: 'Nothing accepts SSH connections on port 22.',
        },
      ],
    ],
  },
  {
    name: 'a connection to the hop that an earlier ssh shares answers no more, and our own way around it works',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'config.silent', stage: 'config' }],
      ['proxy.used', { by: 'jump', text: 'bastion' }],
      ['hop.socket', { hop: 'bastion', path: '/home/alice/.ssh/cm-bastion', state: 'hung' }],
      ['session.end', { how: 'ran', status: 0 }],
    ],
  },
  {
    name: 'look-alike: the hop has let ssh in, and the end comes from behind it',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['proxy.used', { by: 'jump', text: 'bastion' }],
      ['proxy.helper', { state: 'running', through: true }],
    ],
  },
  {
    name: 'look-alike: the hop asks for a password, which our own attempt never answers',
    expect: 'possible',
    covers: ['hop.failed'],
    seen: [
      ['symptom', { is: 'config.failed', stage: 'config' }],
      ['config.setting', { keyword: 'batchmode', value: 'no' }],
      ['proxy.used', { by: 'jump', text: 'bastion' }],
      ['proxy.helper', { state: 'denied', text: 'alice@bastion: Permission denied (publickey,password).' }],
    ],
  },
  {
    name: 'the ssh in between is not let in',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'config.failed', stage: 'config' }],
      ['proxy.used', { by: 'jump', text: 'bastion' }],
      ['proxy.helper', { state: 'denied', text: 'alice@bastion: Permission denied (publickey).' }],
    ],
  },
  {
    name: 'the ssh in between still waits for the hop to accept its connection',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'config.failed', stage: 'config' }],
      ['proxy.used', { by: 'jump', text: 'bastion' }],
      ['proxy.helper', { state: 'cannot-reach', text: 'Connecting to bastion [192.0.2.7] port 22.', hop: true }],
    ],
  },
  {
    name: 'look-alike: the hop is fine, and cannot reach the target',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'config.failed', stage: 'config' }],
      ['proxy.used', { by: 'jump', text: 'bastion' }],
      ['proxy.helper', { state: 'cannot-reach', text: 'channel 0: open failed: connect failed: Connection refused' }],
    ],
  },
  {
    name: 'no hop takes part',
    expect: 'ruled-out',
    covers: ['proxy.used', 'hop.failed'],
    seen: [['symptom', { is: 'identification.closed', stage: 'identification' }]],
  },
];
