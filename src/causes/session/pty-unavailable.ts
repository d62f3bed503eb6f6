import { all, any, not, seen, stopsAt } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';

const noneLeft = seen('sshd.log', { message: /session_pty_req: session \d+ alloc failed|^(error: )?openpty: / });

export const cause: Cause = {
  id: 'pty-unavailable',
  stage: 'session',
  family: 'session',
  who: 'server',
  decidedBy: 'client',
  meaning: 'no pseudo-terminal can be had',
  title: '{host} gives you no terminal: the login works, but nothing that needs a screen does.',
  sees: 'PTY allocation request failed on channel 0, then a session without a prompt; single commands work.',
  why: 'The server has no free pseudo-terminal, /dev/pts is missing as in some containers, or the key or PermitTTY forbids one.',
  cases: 2,
  behind: { 'session.denied': 2 },
  // A login for one use says so only behind the refusal, and ends: what was pasted may stop before that.
  proves: any(
    all(
      seen('session.refused', { what: 'pty' }),
      seen('session.end', { how: ['ran', 'refused'] }),
      not(seen('session.restriction', { what: /command$/ })),
    ),
    all(seen('session.refused', { what: 'pty' }), noneLeft),
  ),
  suggests: [seen('session.refused', { what: 'pty' }), noneLeft],
  excludes: stopsAt('name', 'route', 'tcp', 'identification', 'kex', 'hostkey', 'auth'),
  lookalikes: [
    { cause: 'force-command', difference: 'A login for one use, such as Git, gets no terminal on purpose.' },
    { cause: 'shell-exits', difference: 'There the shell ends; here it runs, without a terminal.' },
  ],
  check: {
    what: 'see whether a command without a terminal works, and what the server has',
    command:
      "ssh -T -p {port} {user}@{host} 'ls -ld /dev/ptmx /dev/pts; mount | grep devpts; cat /proc/sys/kernel/pty/nr /proc/sys/kernel/pty/max'",
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Work without a terminal meanwhile.',
      commands: ["ssh -T -p {port} {user}@{host} 'bash -i'"],
    },
    {
      who: 'server',
      risk: 'none',
      say: 'See that the terminals are there and not all in use.',
      commands: [
        'mountpoint /dev/pts || mount -t devpts -o gid=5,mode=620,ptmxmode=666 devpts /dev/pts',
        'cat /proc/sys/kernel/pty/nr /proc/sys/kernel/pty/max',
        'sysctl kernel.pty.max=8192',
      ],
    },
    {
      who: 'server',
      risk: 'reload',
      say: 'If a rule forbids it, look for PermitTTY in sshd_config, and for no-pty or restrict before the key.',
      commands: [
        "grep -rni '^ *PermitTTY' /etc/ssh/sshd_config /etc/ssh/sshd_config.d; grep -nE 'no-pty|restrict' ~{user}/.ssh/authorized_keys",
      ],
    },
  ],
  sources: [
    'sshd_config(5): PermitTTY',
    'sshd(8): AUTHORIZED_KEYS FILE FORMAT',
    'pts(4)',
    'openssh-portable session.c: session_pty_req',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'the request for a terminal is refused',
    expect: 'confirmed',
    covers: ['session.restriction'],
    seen: [
      ['session.refused', { what: 'pty', text: 'PTY allocation request failed on channel 0' }],
      ['session.end', { how: 'ran', status: 0 }],
    ],
  },
  {
    name: 'the line of the key forbids a terminal, and ssh was told to insist on one',
    expect: 'confirmed',
    covers: ['session.restriction'],
    seen: [
      ['session.restriction', { what: 'no-pty', text: 'Remote: key options: port-forwarding' }],
      ['session.refused', { what: 'pty', text: 'PTY allocation request failed on channel 0' }],
      ['session.end', { how: 'refused', text: 'PTY allocation request failed on channel 0' }],
    ],
  },
  {
    name: 'look-alike: what came behind the refusal is not known',
    expect: 'possible',
    seen: [['session.refused', { what: 'pty', text: 'PTY allocation request failed on channel 0' }]],
  },
  {
    name: 'look-alike: the server cannot start a shell',
    expect: 'unknown',
    seen: [
      ['symptom', { is: 'session.denied', stage: 'session' }],
      ['session.refused', { what: 'shell', text: 'shell request failed on channel 0' }],
    ],
  },
  {
    name: 'look-alike: the key is for one use, and gets no terminal on purpose',
    expect: 'possible',
    seen: [
      ['session.refused', { what: 'pty', text: 'PTY allocation request failed on channel 0' }],
      ['session.restriction', { what: 'listed-command', text: 'command="gate",restrict ssh-ed25519 AAAA' }],
    ],
  },
  { name: 'the login failed', expect: 'ruled-out', seen: [['symptom', { is: 'auth.denied', stage: 'auth' }]] },
];
