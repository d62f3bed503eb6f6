import { all, any, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';

const late = { min: 30_000 };

export const cause: Cause = {
  id: 'idle-timeout-middlebox',
  stage: 'session',
  family: 'path',
  who: 'network',
  decidedBy: 'both',
  meaning: 'a NAT, firewall or balancer forgets idle connections',
  title: 'The session to {host} dies when it rests: a device on the way forgets connections that send nothing.',
  sees: 'The session works; after some quiet minutes it freezes, or ends with Broken pipe, Connection reset or closed by remote host.',
  why: 'Home routers, firewalls, clouds and balancers keep a list of connections, and drop from it what was idle for 50 seconds to some hours.',
  cases: 4,
  behind: { 'session.closed': 4, 'session.reset': 4 },
  everyday: ['session.reset'],
  requires: symptom('session.silent', 'session.reset', 'session.closed'),
  // HAProxy writes cD or sD where its own idle time ran out.
  proves: all(
    seen('server.log', { program: /^haproxy/, message: / \d+\/-?\d+\/\+?\d+ \d+ [cs]D \d+\// }),
    any(
      seen('session.end', { how: ['closed', 'reset', 'silent'], afterMs: late }),
      symptom('session.closed', 'session.reset'),
    ),
  ),
  suggests: [
    seen('session.end', { how: ['closed', 'reset', 'silent'], afterMs: late }),
    seen('sshd.log', {
      message:
        /^(Timeout, client not responding from|(error: )?Read error from remote host .*: (Connection timed out|Connection reset by peer))/,
    }),
  ],
  excludes: any(
    seen('session.end', { how: 'ran' }),
    seen('session.end', { how: ['closed', 'reset'], afterMs: { max: 5000 } }),
  ),
  lookalikes: [
    { cause: 'ipqos-dscp', difference: 'There it hangs from the first moment on, not after a rest.' },
    { cause: 'duplicate-ip', difference: 'There it breaks in the midst of work, at odd moments.' },
  ],
  check: {
    what: 'measure the rest that kills it: a round number of seconds speaks for a device on the way',
    command:
      'for s in 45 70 130 250 370; do ssh -o ServerAliveInterval=0 -o ControlPath=none -p {port} {user}@{host} "sleep $s; echo alive after $s" || break; done',
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Send a sign of life more often than the device forgets.',
      commands: [
        'ssh -o ServerAliveInterval=30 -p {port} {user}@{host}',
        "printf 'Host {host}\\n  ServerAliveInterval 30\\n  ServerAliveCountMax 4\\n' >> ~/.ssh/config",
      ],
    },
    {
      who: 'server',
      risk: 'reload',
      say: 'Or let the server send it, for all clients.',
      commands: [
        "printf 'ClientAliveInterval 30\\nClientAliveCountMax 4\\n' > /etc/ssh/sshd_config.d/00-alive.conf",
        'sshd -t && { systemctl reload ssh || systemctl reload sshd; }',
      ],
      undo: ['rm /etc/ssh/sshd_config.d/00-alive.conf', 'systemctl reload ssh || systemctl reload sshd'],
    },
    {
      who: 'network',
      risk: 'reload',
      say: 'Or raise the idle time of the balancer or firewall for this port.',
      commands: [
        "grep -nE 'timeout +(client|server|tunnel)' /etc/haproxy/haproxy.cfg",
        'sysctl net.netfilter.nf_conntrack_tcp_timeout_established',
      ],
    },
  ],
  sources: ['ssh_config(5): ServerAliveInterval', 'sshd_config(5): ClientAliveInterval', 'RFC 5382 §5'],
};

export const examples: readonly Example[] = [
  {
    name: 'the balancer writes that its own idle time ran out',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.closed', stage: 'session' }],
      ['session.end', { how: 'closed', afterMs: 50_040 }],
      [
        'server.log',
        {
          program: 'haproxy',
          message: '198.51.100.7:50122 [22/Nov/2025:08:00:10.114] ssh-in ssh/web1 1/0/50012 4211 cD 1/1/1/1/0 0/0',
        },
      ],
    ],
  },
  {
    name: 'look-alike: a session that ended late may have been cut by a reboot',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.closed', stage: 'session' }],
      ['session.end', { how: 'closed', afterMs: 240_000 }],
    ],
  },
  {
    name: 'it ended in the first second',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'session.closed', stage: 'session' }],
      ['session.end', { how: 'closed', afterMs: 120 }],
    ],
  },
];
