import { all, any, not, seen, stopsAt } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';

const refused = /open failed: administratively prohibited/;

export const cause: Cause = {
  id: 'forwarding-disabled',
  stage: 'session',
  family: 'session',
  who: 'server',
  decidedBy: 'client',
  meaning: 'the server does not allow this forwarding',
  title: '{forwarder} lets you in, but does not allow this forwarding.',
  sees: 'administratively prohibited: open failed. A jump through this server ends with stdio forwarding failed.',
  why: 'AllowTcpForwarding, PermitOpen or DisableForwarding in sshd_config, or an option before the key, forbids to pass connections on.',
  cases: 1,
  behind: { 'session.denied': 1 },
  proves: any(
    // Old servers refuse one session too many in the same words, on any channel of a connection that is shared.
    all(
      seen('session.refused', { what: 'forwarding', text: refused }),
      not(seen('session.refused', { what: 'session' })),
    ),
    // The client asks for a port on the server before all else, and ends where it may not have it.
    all(
      seen('session.refused', { what: 'forwarding', text: /^Error: remote port forwarding failed/ }),
      seen('session.restriction', { what: 'no-port-forwarding' }),
    ),
    // channels.c, check_rfwd_permission: sshd says so of PermitListen alone, and not where the port is taken.
    all(
      seen('session.refused', { what: 'forwarding', text: /^Error: remote port forwarding failed/ }),
      seen('sshd.log', {
        message: /^Received request from \S+ port \d+ to remote forward to .*, but the request was denied\.$/,
      }),
    ),
    seen('proxy.helper', { text: refused }),
    all(seen('hop.failed', { summary: refused }), seen('proxy.used', { by: 'jump' })),
  ),
  suggests: [
    // RFC 4254 §5.1: where the connection failed, the server had tried to make it.
    seen('session.refused', { what: ['forwarding', 'x11', 'agent'], text: /^(?!.*open failed: connect failed)/ }),
    seen('session.refused', { what: 'session', text: refused }),
    seen('session.restriction', { what: /forwarding|restrict/ }),
    seen('sshd.log', { message: /^refused local port forward: |but the request was denied\.$/ }),
  ],
  excludes: stopsAt('name', 'route', 'tcp', 'kex', 'hostkey', 'auth'),
  // A jump host that may not pass the connection on is the fault; that the jump failed follows.
  explains: ['jump-host-failed', 'proxycommand-failed'],
  lookalikes: [
    {
      cause: 'jump-host-failed',
      difference: 'There the jump host allows it and cannot reach the target: open failed: connect failed.',
    },
    { cause: 'maxsessions', difference: 'There a session is refused, not a forwarded port.' },
  ],
  check: {
    what: 'on the server that refuses, see what is allowed for this user',
    command:
      "sshd -T -C user={user},host={host},addr=127.0.0.1 | grep -iE 'allowtcpforwarding|permitopen|permitlisten|disableforwarding|x11forwarding'",
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Through a jump host with a shell, let that host run ssh itself. Your keys must then be there.',
      commands: ['ssh -t JUMPHOST ssh -p {port} {user}@{host}'],
    },
    {
      who: 'server',
      risk: 'reload',
      say: 'On the server that refused: see which of its settings does, and allow it for the users who need it. PermitOpen and PermitListen name the only targets; DisableForwarding goes before all.',
      commands: [
        "sshd -T -C user={user},host=localhost,addr=127.0.0.1 | grep -iE 'forward|permitopen|permitlisten'",
        "printf 'Match User {user}\\n  AllowTcpForwarding yes\\n' > /etc/ssh/sshd_config.d/00-forwarding.conf",
        'sshd -t && { systemctl reload ssh || systemctl reload sshd; }',
        "grep -nE 'no-port-forwarding|restrict|permitopen|permitlisten' ~{user}/.ssh/authorized_keys",
      ],
      undo: ['rm /etc/ssh/sshd_config.d/00-forwarding.conf', 'systemctl reload ssh || systemctl reload sshd'],
    },
  ],
  sources: [
    'sshd_config(5): AllowTcpForwarding, PermitOpen, DisableForwarding',
    'RFC 4254 §5.1, §7.2',
    'ssh(1): -J, -L, -W',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'a port that the client wants on the server, and may not have',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.denied', stage: 'session' }],
      ['session.refused', { what: 'forwarding', text: 'Error: remote port forwarding failed for listen port 8080' }],
      ['session.restriction', { what: 'no-port-forwarding', text: 'Remote: Server has disabled port forwarding.' }],
    ],
  },
  {
    name: 'the server says that it denied that port',
    expect: 'confirmed',
    covers: ['session.restriction'],
    seen: [
      ['symptom', { is: 'session.denied', stage: 'session' }],
      ['session.refused', { what: 'forwarding', text: 'Error: remote port forwarding failed for listen port 8080' }],
      [
        'sshd.log',
        {
          message:
            'Received request from 198.51.100.7 port 51234 to remote forward to host localhost port 8080, but the request was denied.',
        },
      ],
    ],
  },
  {
    name: 'look-alike: that port is taken already, by a session that was left behind',
    expect: 'possible',
    covers: ['session.restriction'],
    seen: [
      ['symptom', { is: 'session.denied', stage: 'session' }],
      ['session.refused', { what: 'forwarding', text: 'Error: remote port forwarding failed for listen port 8080' }],
    ],
  },
  {
    name: 'the server refuses the forwarded connection',
    expect: 'confirmed',
    seen: [
      [
        'session.refused',
        {
          what: 'forwarding',
          text: 'channel 2: open failed: administratively prohibited: open failed',
          reason: 'administratively prohibited',
        },
      ],
      ['session.end', { how: 'ran', status: 0 }],
    ],
  },
  {
    name: 'a jump host does not pass connections on',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'config.failed', stage: 'config' }],
      ['proxy.used', { by: 'jump', text: "ssh -W '[web1]:22' gate" }],
      [
        'proxy.helper',
        { state: 'cannot-reach', text: 'channel 0: open failed: administratively prohibited: open failed' },
      ],
    ],
  },
  {
    name: 'look-alike: the jump host is willing and cannot reach the target',
    expect: 'unknown',
    covers: ['proxy.helper', 'hop.failed'],
    seen: [
      [
        'session.refused',
        {
          what: 'forwarding',
          text: 'channel 0: open failed: connect failed: Connection refused',
          reason: 'connect failed',
        },
      ],
    ],
  },
  { name: 'the login failed', expect: 'ruled-out', seen: [['symptom', { is: 'auth.denied', stage: 'auth' }]] },
];
