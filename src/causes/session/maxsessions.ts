import { all, any, seen, stopsAt } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { serverLetIn } from '../signs.ts';

const prohibited = /administratively prohibited/;

export const cause: Cause = {
  id: 'maxsessions',
  stage: 'session',
  family: 'session',
  who: 'server',
  decidedBy: 'client',
  meaning: 'MaxSessions refuses another channel on this connection',
  title: '{host} allows no further session on this connection (MaxSessions).',
  sees: 'Session open refused by peer, or open failed, on a shared connection; a connection of its own works.',
  why: 'With ControlMaster many sessions share one connection, and sshd allows ten of them. MaxSessions 0 allows none at all.',
  cases: 2,
  behind: { 'session.denied': 2 },
  proves: any(
    seen('session.refused', { what: 'session', text: /refused by peer|: connect failed: open failed$/ }),
    // Old servers say so of a session too. Channel 0 is one only where ssh does not merely carry a connection, which -v tells.
    all(seen('session.refused', { what: 'session', text: prohibited }), seen('auth.end', { how: 'success' })),
    all(serverLetIn, seen('server.setting', { keyword: 'maxsessions', value: '0' })),
  ),
  suggests: [
    seen('session.refused', { what: 'session' }),
    seen('control.socket', { state: 'alive' }),
    seen('sshd.log', { message: /^(?:error: )?no more sessions/ }),
  ],
  excludes: stopsAt('name', 'route', 'tcp', 'identification', 'kex', 'hostkey', 'auth'),
  stands: seen('server.setting', { keyword: 'maxsessions', value: '0' }),
  lookalikes: [
    {
      cause: 'maxstartups',
      difference: 'That limit counts connections before the login, and hits before the version line.',
    },
    { cause: 'session-limit', difference: 'That limit counts all sessions of the account, over all connections.' },
    { cause: 'forwarding-disabled', difference: 'There a forwarded port is refused, not a session.' },
  ],
  check: {
    what: 'try a connection of its own, without the shared one',
    command: 'ssh -o ControlPath=none -p {port} {user}@{host} true',
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Open a connection of its own, or close sessions on the shared one.',
      commands: ['ssh -o ControlPath=none -p {port} {user}@{host}'],
    },
    {
      who: 'server',
      risk: 'reload',
      say: 'Allow more sessions on each connection; it holds for new connections.',
      commands: [
        "printf 'MaxSessions 50\\n' > /etc/ssh/sshd_config.d/00-sessions.conf",
        'sshd -t && { systemctl reload ssh || systemctl reload sshd; }',
      ],
      undo: ['rm /etc/ssh/sshd_config.d/00-sessions.conf', 'systemctl reload ssh || systemctl reload sshd'],
    },
  ],
  sources: ['sshd_config(5): MaxSessions', 'ssh_config(5): ControlMaster', 'openssh-portable session.c: session_open'],
};

export const examples: readonly Example[] = [
  {
    name: "from the server's end alone: let in, and no session at all is allowed",
    expect: 'confirmed',
    seen: [
      ['sshd.login', { end: 'accepted', passwords: 0 }],
      ['server.setting', { keyword: 'maxsessions', value: '0' }],
    ],
  },
  {
    name: 'look-alike: let in, with the usual limit',
    expect: 'unknown',
    seen: [
      ['sshd.login', { end: 'accepted', passwords: 0 }],
      ['server.setting', { keyword: 'maxsessions', value: '10' }],
    ],
  },
  {
    name: 'the server refuses a session on the shared connection',
    expect: 'confirmed',
    seen: [
      ['control.socket', { path: '/home/alice/.ssh/cm-web1', state: 'alive' }],
      [
        'session.refused',
        { what: 'session', text: 'mux_client_request_session: session request failed: Session open refused by peer' },
      ],
    ],
  },
  {
    name: 'MaxSessions is 0',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.denied', stage: 'session' }],
      [
        'session.refused',
        { what: 'session', text: 'channel 0: open failed: connect failed: open failed', reason: 'connect failed' },
      ],
    ],
  },
  {
    name: 'look-alike: the server is short of resources',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.denied', stage: 'session' }],
      [
        'session.refused',
        { what: 'session', text: 'channel 0: open failed: resource shortage: no memory', reason: 'resource shortage' },
      ],
    ],
  },
  {
    name: 'look-alike: an old server refuses a session, or any server a connection that ssh merely carries',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.denied', stage: 'session' }],
      [
        'session.refused',
        {
          what: 'session',
          text: 'channel 0: open failed: administratively prohibited: open failed',
          reason: 'administratively prohibited',
        },
      ],
    ],
  },
  { name: 'the login failed', expect: 'ruled-out', seen: [['symptom', { is: 'auth.denied', stage: 'auth' }]] },
  {
    name: 'the server alone: this user gets no session',
    expect: 'confirmed',
    end: 'server',
    seen: [
      ['sshd.login', { end: 'accepted', passwords: 0 }],
      ['server.setting', { keyword: 'maxsessions', value: '0' }],
    ],
  },
  {
    name: 'look-alike: the setting as it comes',
    expect: 'unknown',
    end: 'server',
    seen: [['server.setting', { keyword: 'maxsessions', value: '10' }]],
  },
  {
    name: 'it waits behind a port that does not answer',
    expect: 'ruled-out',
    waits: true,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.setting', { keyword: 'maxsessions', value: '0' }],
    ],
  },
  {
    name: 'look-alike: behind a port that does not answer it stops nobody',
    expect: 'ruled-out',
    waits: false,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.setting', { keyword: 'maxsessions', value: '1' }],
    ],
  },
];
