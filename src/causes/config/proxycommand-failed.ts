import { all, any, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdTurnsAway } from '../signs.ts';

// The helper's words that speak of itself or its own proxy. That the target refuses or is silent is another matter.
const ownFault =
  /^mm_receive_fd: no message header|command not found|exec: \S+: not found|(?:invalid|illegal|unrecognized|unknown) option|^usage: |TargetNotConnected|AccessDenied|An error occurred \(\w+\) when calling the \w+ operation|SessionManagerPlugin is not found|Unable to locate credentials|\bnot logged in\b|Please run 'az login'|refreshing your current auth tokens|bad handshake|unable to connect to relay host|407 Proxy Auth/im;
/** An HTTP proxy that refuses by itself, in the words of nc, ncat, proxytunnel, corkscrew and socat. What it cannot reach is 502 to 504. */
const refusedByProxy =
  /(?:Proxy error: "?HTTP\/1\.\d|Proxy returned status code|HTTP return code:) 40[0357]\b|(?:Proxy could not open conn+ection to|\bCONNECT) \S+: {1,2}(?:Bad Request|Forbidden|Method Not Allowed|Proxy Authentication Required)/i;
const proxied = any(seen('proxy.used'), seen('proxy.helper'));

export const cause: Cause = {
  id: 'proxycommand-failed',
  stage: 'config',
  family: 'client',
  who: 'client',
  decidedBy: 'client',
  meaning: 'the ProxyCommand or ProxyJump helper is missing, exits, or cannot reach its own hop',
  title: 'The helper program that should carry the connection to {host} fails on this machine.',
  sees: 'Connection closed by UNKNOWN port 65535. The reason stands in a line above it, if it is shown at all.',
  why: `With ProxyCommand or ProxyJump ssh opens no connection itself: another program does. It is not installed, has a
    wrong option, or its own proxy does not let it through. ssh only sees that its pipe ends.`,
  cases: 10,
  behind: { 'identification.closed': 5, 'config.failed': 5 },
  requires: all(
    proxied,
    symptom(
      'config.failed',
      'identification.closed',
      'identification.reset',
      'identification.silent',
      'identification.not-ssh',
      'identification.invalid',
      'kex.closed',
      'kex.reset',
      'kex.silent',
      'auth.closed',
      'auth.silent',
      'session.closed',
    ),
  ),
  proves: any(
    seen('proxy.helper', { state: 'missing' }),
    seen('proxy.helper', { state: 'exited', status: [126, 127] }),
    seen('proxy.helper', { state: ['exited', 'cannot-reach', 'denied'], text: ownFault }),
    seen('proxy.helper', { state: ['exited', 'cannot-reach', 'denied'], text: refusedByProxy }),
    seen('proxy.helper', { state: 'cannot-reach', hop: true }),
    // Nobody but the helper has had a part in it.
    all(
      symptom('config.failed', 'identification.closed', 'identification.silent'),
      seen('proxy.helper', { dials: false }),
    ),
  ),
  suggests: [
    seen('proxy.helper', { state: ['exited', 'cannot-reach', 'denied'] }),
    all(symptom('config.failed', 'identification.closed'), seen('proxy.used', { by: 'command' })),
    // Not a byte has come through it.
    all(
      symptom('identification.silent'),
      seen('proxy.used', { by: 'command' }),
      seen('identification.end', { bytes: 0 }),
    ),
  ],
  // A ssh that the hop has let in is a helper that works.
  excludes: any(sshdTurnsAway, seen('proxy.helper', { through: true })),
  lookalikes: [
    { cause: 'jump-host-failed', difference: 'There the helper is ssh itself, and it tells what is wrong at the hop.' },
    {
      cause: 'proxycommand-stdout-noise',
      difference: 'There the helper goes on, but adds words of its own to the stream.',
    },
    {
      cause: 'sshd-not-running',
      difference: 'The helper can also end since the target itself refuses; then its words say so.',
    },
  ],
  check: {
    at: 'client',
    what: 'run the helper by itself: a line that starts with SSH-2.0 must come',
    command: "ssh -v -o ControlPath=none -p {port} {user}@{host} 2>&1 | grep -A8 'Executing proxy command'",
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Run the helper by itself, and see what it says or waits for: a login, settings of its own, a program.',
      commands: ["ssh -G {host} | grep -i '^proxy'"],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Install the program that the helper names, or write its full path; nc exists in kinds with different options.',
      commands: ['command -v nc ncat corkscrew cloudflared aws'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Where the helper only leads through another SSH server, let ssh do it.',
      commands: ['ssh -o ProxyCommand=none -J JUMPHOST -p {port} {user}@{host}'],
    },
    {
      who: 'client',
      risk: 'none',
      platform: 'Windows',
      say: 'Write the helper with its full path: C:/Windows/System32/OpenSSH/ssh.exe -W %h:%p JUMPHOST',
      commands: ['where.exe ssh ncat'],
    },
  ],
  sources: ['ssh_config(5): ProxyCommand, ProxyJump', 'openssh-portable sshconnect.c: ssh_proxy_connect'],
};

export const examples: readonly Example[] = [
  {
    name: 'the cloud takes no call of the helper, whose token has run out',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'config.failed', stage: 'config' }],
      ['proxy.used', { by: 'command', text: 'aws ssm start-session --target i-0abc' }],
      [
        'proxy.helper',
        { state: 'exited', text: 'An error occurred (ExpiredTokenException) when calling the StartSession operation' },
      ],
    ],
  },
  {
    name: 'the helper is not installed',
    expect: 'confirmed',
    covers: ['hop.failed'],
    seen: [
      ['symptom', { is: 'config.failed', stage: 'config' }],
      ['proxy.used', { by: 'command', text: 'ncat web1 22' }],
      ['proxy.helper', { state: 'missing', text: '/bin/bash: line 1: exec: ncat: not found' }],
    ],
  },
  {
    name: "the provider's agent is not connected",
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'config.failed', stage: 'config' }],
      ['proxy.used', { by: 'command', text: 'aws ssm start-session --target i-0abc' }],
      [
        'proxy.helper',
        {
          state: 'cannot-reach',
          text: 'An error occurred (TargetNotConnected) when calling the StartSession operation',
        },
      ],
    ],
  },
  {
    name: 'the proxy that the helper is to go through refuses',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'config.failed', stage: 'config' }],
      ['proxy.used', { by: 'command', text: 'nc -v -X 5 -x 192.0.2.1:1080 web1 22' }],
      [
        'proxy.helper',
        {
          state: 'cannot-reach',
          text: 'nc: connect to 192.0.2.1 port 1080 (tcp) failed: Connection refused',
          hop: true,
        },
      ],
    ],
  },
  ...[
    'nc: Proxy error: "HTTP/1.1 403 Forbidden"',
    'Ncat: Proxy returned status code 403.',
    'Proxy could not open connection to web1:  Forbidden',
    '2026/11/30 06:29:52 socat[14354] E CONNECT web1:22: Forbidden',
  ].map(
    (text): Example => ({
      name: `an HTTP proxy forbids it: ${text}`,
      expect: 'confirmed',
      seen: [
        ['symptom', { is: 'config.failed', stage: 'config' }],
        ['proxy.used', { by: 'command', text: 'helper web1 22' }],
        ['proxy.helper', { state: 'cannot-reach', text }],
      ],
    }),
  ),
  {
    name: 'look-alike: an HTTP proxy does not reach the target',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'config.failed', stage: 'config' }],
      ['proxy.used', { by: 'command', text: 'nc -X connect -x 192.0.2.1:3128 web1 22' }],
      ['proxy.helper', { state: 'cannot-reach', text: 'nc: Proxy error: "HTTP/1.1 503 Service Unavailable"' }],
    ],
  },
  {
    name: 'the helper ends before it has dialled anybody',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['proxy.used', { by: 'command', text: '~/tunnel web1 22' }],
      ['proxy.helper', { state: 'exited', status: 1, dials: false }],
    ],
  },
  {
    name: 'look-alike: the helper ends without a word, and nobody knows whether it has dialled',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['proxy.used', { by: 'command', text: '~/tunnel web1 22' }],
      ['proxy.helper', { state: 'exited', status: 1 }],
    ],
  },
  {
    name: 'look-alike: the helper works, and the target refuses',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'config.failed', stage: 'config' }],
      ['proxy.used', { by: 'command', text: 'nc web1 22' }],
      ['proxy.helper', { state: 'cannot-reach', text: 'nc: connect to web1 port 22 (tcp) failed: Connection refused' }],
    ],
  },
  {
    name: 'no helper takes part',
    expect: 'ruled-out',
    covers: ['proxy.used', 'proxy.helper'],
    seen: [['symptom', { is: 'identification.closed', stage: 'identification' }]],
  },
];
