import { all, any, not, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { loggedIn } from '../signs.ts';

const hung = seen('control.socket', { state: 'hung' });
// A session on it ends, where one of our own runs.
const foreign = all(seen('control.socket', { state: 'foreign' }), seen('session.end', { how: 'ran' }));

export const cause: Cause = {
  id: 'controlmaster-stale',
  stage: 'config',
  family: 'client',
  who: 'client',
  decidedBy: 'client',
  meaning: 'a dead or foreign control socket takes the connection',
  title: 'The shared connection to {host} that an old ssh on this machine holds is dead, or is that of another login.',
  sees: 'ssh hangs without a word, or fails with a line about mux or a control socket. Nothing new is sent to the server.',
  why: `With ControlMaster a new ssh hands its work to one that is already connected. When the network changed or the
    machine slept, that one is dead or waits for ever, and the new ssh waits with it. Where ControlPath leaves out the user, the
    port or the host, a connection of another login takes the session.`,
  cases: 1,
  behind: { 'session.denied': 1 },
  requires: any(stopsAt('config', 'session'), all(not(seen('symptom')), hung)),
  proves: any(
    all(any(symptom('config.silent'), not(seen('symptom'))), hung),
    all(symptom('session.failed'), foreign),
    // The socket alone can have failed it: no helper takes part.
    all(symptom('config.failed'), seen('control.socket', { state: 'dead' }), not(seen('proxy.used'))),
  ),
  suggests: [
    seen('client.remedy', { keyword: ['controlpath', 'controlmaster'], value: ['none', 'no'] }),
    hung,
    seen('control.socket', { state: 'mute' }),
    seen('control.socket', { state: ['dead', 'denied'] }),
    symptom('config.silent'),
    seen('hop.socket', { state: 'hung' }),
  ],
  excludes: any(
    all(
      seen('control.socket', { state: 'absent' }),
      not(seen('control.socket', { state: ['dead', 'hung', 'mute', 'alive', 'denied'] })),
    ),
    // ssh made a connection of its own; our own attempt goes around a socket that hangs, here or to a jump host.
    all(loggedIn, not(hung), not(foreign), not(symptom('config.silent'))),
  ),
  lookalikes: [
    {
      cause: 'firewall-server',
      difference: 'A dropped port hangs too, but there ssh -v says Connecting to; here it never gets that far.',
    },
    { cause: 'maxsessions', difference: 'There the master is well, and the server refuses one more session on it.' },
  ],
  check: {
    at: 'client',
    what: 'ask the old ssh, and try once around it',
    command: 'timeout 5 ssh -O check {host}; ssh -o ControlPath=none -p {port} {user}@{host} true',
  },
  fix: [
    {
      who: 'client',
      risk: 'cuts-sessions',
      say: 'End the old ssh; sessions that share it end with it. If it does not listen, remove its socket.',
      commands: ['timeout 5 ssh -O exit {host} || rm -f "$(ssh -G {host} | sed -n \'s/^controlpath //p\')"'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Let a shared connection notice by itself that it is dead, and never share one between different targets.',
      commands: [
        "printf 'Host *\\n  ServerAliveInterval 15\\n  ServerAliveCountMax 3\\n  ControlPath ~/.ssh/cm-%%C\\n' >> ~/.ssh/config",
      ],
    },
  ],
  sources: [
    'ssh(1): -O',
    'ssh_config(5): ControlMaster, ControlPath, ControlPersist',
    'openssh-portable mux.c: muxclient',
  ],
};

export const examples: readonly Example[] = [
  {
    name: 'a session on it ends, one of our own runs: it is that of another login',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['control.socket', { path: '/home/alice/.ssh/cm-web1', state: 'foreign' }],
      ['auth.end', { how: 'success' }],
      ['session.end', { how: 'ran', status: 0 }],
    ],
  },
  {
    name: 'look-alike: the server ends every session',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['control.socket', { path: '/home/alice/.ssh/cm-web1', state: 'foreign' }],
      ['session.end', { how: 'exited', status: 1 }],
    ],
  },
  {
    name: 'the socket hangs, and a login around it works',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'config.silent', stage: 'config' }],
      ['control.socket', { path: '/home/alice/.ssh/cm-web1', state: 'hung' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
    ],
  },
  {
    name: 'the socket takes the call and says nothing',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'config.silent', stage: 'config' }],
      ['control.socket', { path: '/home/alice/.ssh/cm-1f3a', state: 'hung' }],
    ],
  },
  {
    name: 'look-alike: a dead socket lies there, and the helper in between fails',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'config.failed', stage: 'config' }],
      ['control.socket', { path: '/home/alice/.ssh/cm-1f3a', state: 'dead' }],
      ['proxy.used', { by: 'command', text: 'nc web1 22' }],
      ['proxy.helper', { state: 'cannot-reach', text: 'nc: connect to web1 port 22 (tcp) failed: Connection refused' }],
    ],
  },
  {
    name: 'a dead socket does no harm when ssh then connects by itself',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['control.socket', { path: '/home/alice/.ssh/cm-1f3a', state: 'absent' }],
    ],
  },
];
