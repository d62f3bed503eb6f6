import { all, any, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';

const noise = seen('proxy.noise');
const glued = /.SSH-(?:2\.0|1\.99)-/;

export const cause: Cause = {
  id: 'proxycommand-stdout-noise',
  stage: 'identification',
  family: 'client',
  who: 'client',
  decidedBy: 'client',
  meaning: 'the ProxyCommand prints text of its own into the stream',
  title: 'The ProxyCommand prints text of its own where only the bytes of {host} may pass.',
  sees: 'ssh says "invalid format", or hangs, before the server has said a word.',
  why: `ssh reads the standard output of the ProxyCommand as if it were the server. A greeting, a progress line or a
    start-up file that prints something breaks the conversation.`,
  cases: 2,
  behind: { 'identification.not-ssh': 2 },
  requires: all(
    any(stopsAt('identification'), symptom('config.failed', 'kex.invalid', 'kex.failed')),
    any(seen('proxy.used'), noise),
  ),
  // Text before the version line may also come from the far end; stuck to the version line it cannot.
  proves: all(
    any(stopsAt('identification'), symptom('config.failed')),
    any(
      seen('proxy.noise', { text: glued }),
      all(seen('proxy.used', { by: 'command' }), seen('identification.line', { text: glued })),
      // The server's own sshd has the port, and never says a word before its version line.
      all(
        seen('proxy.used', { by: 'command' }),
        seen('proxy.noise', { carries: 'version' }),
        seen('server.reach', { listening: 'yes', owner: /^sshd/ }),
      ),
    ),
  ),
  suggests: [noise, all(noise, symptom('identification.not-ssh', 'identification.invalid', 'kex.invalid'))],
  lookalikes: [
    {
      cause: 'proxycommand-failed',
      difference: 'The text is an error and the helper ends; here the helper goes on and carries the server too.',
    },
    {
      cause: 'nonssh-service',
      difference: 'The text comes from the far end; without the ProxyCommand it comes just the same.',
    },
  ],
  check: {
    at: 'client',
    what: 'run the ProxyCommand by itself: the first thing it prints must be a line that starts with SSH-2.0',
    command: "ssh -G {host} | grep -i '^proxycommand'",
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Send what the helper prints of its own to standard error or nowhere: its quiet option, or >&2 in a script.',
      commands: ["ssh -G {host} | grep -i '^proxycommand'"],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Where the helper only leads through another SSH server, let ssh do it.',
      commands: ['ssh -o ProxyCommand=none -J {user}@JUMPHOST -p {port} {user}@{host}'],
    },
  ],
  sources: ['ssh_config(5): ProxyCommand, ProxyJump', 'RFC 4253 §4.2'],
};

export const examples: readonly Example[] = [
  {
    name: 'text that is no line stands before the version line, and sshd has the port at the other end',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.not-ssh', stage: 'identification' }],
      ['proxy.used', { by: 'command', text: '~/tunnel web1 22' }],
      ['proxy.noise', { text: '  50%', carries: 'version' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'sshd' }],
    ],
  },
  {
    name: 'look-alike: a gateway at the far end may say something before the version line as well',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.not-ssh', stage: 'identification' }],
      ['proxy.used', { by: 'command', text: 'nc web1 22' }],
      ['proxy.noise', { text: '  50%', carries: 'version' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'socat' }],
    ],
  },
  {
    name: 'a greeting without a line end sticks to the version line',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.not-ssh', stage: 'identification' }],
      ['proxy.used', { by: 'command', text: 'sh -c "printf connecting; exec nc web1 22"' }],
      ['proxy.noise', { text: 'connectingSSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3' }],
    ],
  },
  {
    name: 'look-alike: the helper prints why it fails',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.not-ssh', stage: 'identification' }],
      ['proxy.used', { by: 'command', text: 'corkscrew proxy 3128 web1 22' }],
      ['proxy.noise', { text: 'Proxy could not open connection to web1: Forbidden' }],
      ['proxy.helper', { state: 'cannot-reach', text: 'Proxy could not open connection to web1: Forbidden' }],
    ],
  },
  {
    name: 'look-alike: text that the service behind the helper may have sent',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.not-ssh', stage: 'identification' }],
      ['proxy.used', { by: 'command', text: 'nc web1 2222' }],
      ['proxy.noise', { text: 'Welcome to the control port' }],
    ],
  },
  {
    name: 'look-alike: a whole line of noise, then the server hangs up',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['proxy.noise', { text: 'connecting to web1 ...' }],
    ],
  },
  {
    name: 'a direct connection that is refused',
    expect: 'ruled-out',
    covers: ['proxy.noise'],
    seen: [['symptom', { is: 'tcp.refused', stage: 'tcp' }]],
  },
];
