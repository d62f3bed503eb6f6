import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { loggedIn } from '../signs.ts';

/** Starved of what every process needs, a healthy start takes long as well. */
const starved = seen('server.resource', { what: ['cpu', 'memory', 'load', 'pids'], state: 'exhausted' });

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
  proves: all(
    seen('server.starting'),
    symptom('session.silent'),
    loggedIn,
    // It came over the path, and so did the answer to it.
    seen('session.accepted'),
    // Another machine's sessions say nothing of this one.
    seen('hostkey.owner', { is: 'own' }),
    not(starved),
  ),
  suggests: [
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
    {
      cause: 'force-command',
      difference:
        'There a program of the server takes the place of the command; here the shell itself, or the rc file, is still there.',
    },
    { cause: 'pam-misconfig', difference: 'There a module waits before the session is granted at all.' },
  ],
  check: {
    at: 'server',
    what: 'see what the processes of this user wait for',
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
      say: 'Where it is ~/.ssh/rc that waits, put that aside; sshd reads it before any shell.',
      commands: ['cd "$(getent passwd {user} | cut -d: -f6)" && mv .ssh/rc .ssh/rc.aside'],
      undo: ['cd "$(getent passwd {user} | cut -d: -f6)" && mv .ssh/rc.aside .ssh/rc'],
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
    name: 'the shell that was to say one word is still there',
    expect: 'confirmed',
    covers: ['server.resource'],
    seen: [
      ['symptom', { is: 'session.silent', stage: 'session' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['hostkey.owner', { is: 'own', fingerprint: 'SHA256:abc' }],
      ['session.accepted', { what: 'exec' }],
      ['session.end', { how: 'silent' }],
      ['server.starting', { of: 'shell', seconds: 14, program: 'bash', channel: 'wait_woken', to: '192.0.2.77:27000' }],
    ],
  },
  {
    name: '~/.ssh/rc is still at work',
    expect: 'confirmed',
    covers: ['server.resource'],
    seen: [
      ['symptom', { is: 'session.silent', stage: 'session' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['hostkey.owner', { is: 'own', fingerprint: 'SHA256:abc' }],
      ['session.accepted', { what: 'exec' }],
      ['session.end', { how: 'silent' }],
      ['server.starting', { of: 'rc', seconds: 14, program: 'sleep', channel: 'hrtimer_nanosleep' }],
    ],
  },
  {
    name: 'look-alike: nothing of the session is there any more: its answer was lost',
    expect: 'possible',
    covers: ['server.resource'],
    seen: [
      ['symptom', { is: 'session.silent', stage: 'session' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['hostkey.owner', { is: 'own', fingerprint: 'SHA256:abc' }],
      ['session.accepted', { what: 'exec' }],
      ['session.end', { how: 'silent' }],
      ['sshd.login', { end: 'accepted', passwords: 0 }],
    ],
  },
  {
    name: 'look-alike: the server has so much to do that all takes long',
    expect: 'possible',
    covers: ['server.resource'],
    seen: [
      ['symptom', { is: 'session.silent', stage: 'session' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['hostkey.owner', { is: 'own', fingerprint: 'SHA256:abc' }],
      ['session.accepted', { what: 'exec' }],
      ['session.end', { how: 'silent' }],
      ['server.starting', { of: 'shell', seconds: 14, program: 'bash', channel: 'wait_woken', to: '192.0.2.77:27000' }],
      ['server.resource', { what: 'load', state: 'exhausted', text: 'load 88.00 on 2 processors' }],
    ],
  },
  {
    name: 'look-alike: such a session of another machine',
    expect: 'possible',
    covers: ['server.resource'],
    seen: [
      ['symptom', { is: 'session.silent', stage: 'session' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['hostkey.owner', { is: 'foreign', fingerprint: 'SHA256:abc' }],
      ['session.accepted', { what: 'exec' }],
      ['session.end', { how: 'silent' }],
      ['server.starting', { of: 'rc', seconds: 14, program: 'sleep', channel: 'hrtimer_nanosleep' }],
    ],
  },
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
