import { all, any, not, seen, stopsAt } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { serverLetIn } from '../signs.ts';

// sftp takes the first octets of any text for a length, and letters make a great number.
const tooLong = seen('session.end', {
  text: /Received message (?:is )?too long:? \d{9,}|Received too large \(\d{9,} B\) SFTP|is your shell clean/,
});

export const cause: Cause = {
  id: 'shell-rc-output',
  stage: 'session',
  family: 'session',
  who: 'account',
  decidedBy: 'client',
  meaning: 'a start-up file prints text and breaks scp, sftp or rsync',
  title: 'A start-up file of {user} on {host} prints text into every session, which breaks scp, sftp and rsync.',
  sees: 'Login works. scp ends without a copy, sftp says Received message too long, rsync says protocol version mismatch.',
  why: 'These programs speak through the shell. An echo in ~/.bashrc or the like comes first and spoils what they read.',
  cases: 2,
  behind: { 'session.failed': 2 },
  proves: any(
    // A forced command that quotes what was asked of it ends its text with our own word.
    seen('session.noise', { text: /^(?![\s\S]*\becho$)[\s\S]*\S/ }),
    all(serverLetIn, seen('server.shell-file', { does: 'prints' })),
    // The text may as well be that of a command that the server has set.
    all(tooLong, not(seen('session.restriction', { what: 'command' }))),
  ),
  // A library that keeps the number to itself.
  suggests: [tooLong, seen('session.end', { how: 'other-output' })],
  excludes: any(
    stopsAt('config', 'name', 'route', 'tcp', 'identification', 'kex', 'hostkey', 'auth'),
    // With a command set on the server the text may be that command's.
    seen('session.restriction', { what: 'command' }),
  ),
  lookalikes: [
    { cause: 'shell-exits', difference: 'There the start-up file ends the shell, and no command runs at all.' },
    { cause: 'force-command', difference: 'There the text is the answer of a command that runs instead of yours.' },
  ],
  check: {
    what: 'see what a session prints when it is asked for nothing',
    command: 'ssh -p {port} {user}@{host} true | od -c | head',
  },
  fix: [
    {
      who: 'account',
      risk: 'none',
      say: 'Find what prints, and let it print only where a person is: put this line at the top of ~/.bashrc, before the output.',
      commands: [
        'ssh -p {port} {user}@{host} \'grep -nE "echo|printf|cat |fortune|neofetch|stty" ~/.bashrc ~/.zshenv ~/.cshrc ~/.ssh/rc 2>/dev/null\'',
        'case $- in *i*) ;; *) return ;; esac',
      ],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Until then copy with programs that do not go through the shell.',
      commands: ['sftp -P {port} {user}@{host}'],
    },
  ],
  sources: ['bash(1): INVOCATION', 'sshd(8): LOGIN PROCESS', 'sftp(1)'],
};

export const examples: readonly Example[] = [
  {
    name: 'text comes before the output of the command',
    expect: 'confirmed',
    covers: ['session.restriction'],
    seen: [
      ['stage', { stage: 'session', status: 'pass' }],
      ['session.end', { how: 'ran', status: 0 }],
      ['session.noise', { text: 'Welcome back, alice' }],
    ],
  },
  {
    name: "from the server's end alone: let in, and .bashrc prints in any case",
    expect: 'confirmed',
    seen: [
      ['sshd.login', { end: 'accepted', passwords: 0 }],
      ['server.shell-file', { path: '.bashrc', line: 1, does: 'prints' }],
    ],
  },
  {
    name: 'look-alike: .bashrc ends the shell',
    expect: 'unknown',
    seen: [
      ['sshd.login', { end: 'accepted', passwords: 0 }],
      ['server.shell-file', { path: '.bashrc', line: 1, does: 'ends' }],
    ],
  },
  {
    name: 'look-alike: a forced command that quotes what it will not run',
    expect: 'unknown',
    seen: [
      ['stage', { stage: 'session', status: 'pass' }],
      ['session.noise', { text: 'you may not run: echo' }],
    ],
  },
  { name: 'the login fails', expect: 'ruled-out', seen: [['symptom', { is: 'auth.denied', stage: 'auth' }]] },
];
