import { all, any, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';

export const cause: Cause = {
  id: 'startup-hangs',
  stage: 'session',
  family: 'session',
  who: 'account',
  decidedBy: 'server',
  meaning:
    'the start of the session waits for ever: a start-up file, ~/.ssh/rc, or a home directory that does not answer',
  title: 'The login to {host} works, and the session of {user} then waits for something that does not come.',
  sees: 'The login is accepted and then nothing more comes: no prompt, no output of a command, no error.',
  why: `Before the command runs, sshd goes to the home directory and the shell reads its start-up files. A home on a file
    server that is gone, a quota or licence server that is asked, a program that waits for a person: each holds all up.`,
  cases: 0,
  requires: symptom('session.silent'),
  suggests: [
    // It came over the path, and so did the answer to it.
    all(symptom('session.silent'), seen('session.accepted')),
    all(symptom('session.silent'), seen('session.accepted'), any(seen('host.alive'), seen('session.noise'))),
  ],
  excludes: stopsAt('config', 'name', 'route', 'tcp', 'identification', 'kex', 'hostkey', 'auth'),
  lookalikes: [
    {
      cause: 'ipqos-dscp',
      difference: 'There the path swallows what is sent once the session is asked for: the request is never accepted.',
    },
    { cause: 'shell-exits', difference: 'There the shell ends at once; here it never comes so far.' },
    { cause: 'pam-misconfig', difference: 'There a module waits before the session is granted at all.' },
  ],
  check: {
    what: 'on the server, see what the processes of this user wait for',
    command: 'ps -o pid,ppid,stat,wchan:24,args -u {user}; findmnt -T "$(getent passwd {user} | cut -d: -f6)"',
  },
  fix: [
    {
      who: 'server',
      risk: 'none',
      say: "Put the start-up files aside at the server's console, log in, and look which line waits.",
      commands: ['cd "$(getent passwd {user} | cut -d: -f6)" && mv .bashrc .bashrc.aside'],
      undo: ['cd "$(getent passwd {user} | cut -d: -f6)" && mv .bashrc.aside .bashrc'],
    },
    {
      who: 'server',
      risk: 'none',
      say: 'Where the home is on a file server, see whether it answers, and bring it back.',
      commands: ['findmnt -t nfs,nfs4,cifs,fuse.sshfs,autofs', 'dmesg | grep -i "not responding" | tail'],
    },
  ],
  sources: ['sshd(8): LOGIN PROCESS, SSHRC', 'bash(1): INVOCATION', 'RFC 4254 section 6.5'],
};

export const examples: readonly Example[] = [
  {
    name: 'the command was accepted, and nothing of it came',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.silent', stage: 'session' }],
      ['session.accepted', { what: 'exec' }],
      ['session.end', { how: 'silent' }],
    ],
  },
  {
    name: 'look-alike: the session ended, with a status',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['session.accepted', { what: 'exec' }],
      ['session.end', { how: 'exited', status: 1 }],
    ],
  },
];
