import { all, any, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdTurnsAway } from '../signs.ts';

// A fake-ip proxy answers each name with an address of the range that RFC 2544 keeps for bench tests.
const fakeAddress = seen('name.address', { scope: 'benchmarking', source: ['system', 'dns'] });
const wordless = seen('identification.end', { how: ['closed', 'reset', 'silent'], bytes: 0 });
const opensEverything = seen('tcp.control', { unused: true, outcome: 'open' });

export const cause: Cause = {
  id: 'client-proxy-blocks-22',
  stage: 'identification',
  family: 'filtered',
  who: 'client',
  decidedBy: 'client',
  lasting: true,
  meaning: "the client's proxy, VPN or accelerator takes the connection and does not carry SSH",
  title: 'A proxy or VPN on your side takes the connection to {host}, and does not carry SSH.',
  sees: 'The connection opens at once and is closed before the server says a word, while web pages work.',
  why: `A proxy that takes all connections says yes to each of them by itself. Only then does it try to reach the server,
    and its exit does not let this port through.`,
  cases: 7,
  behind: { 'tcp.refused': 1, 'identification.closed': 6 },
  requires: any(
    stopsAt('identification'),
    symptom('tcp.refused', 'tcp.timeout', 'tcp.reset', 'tcp.failed', 'kex.closed', 'kex.reset', 'kex.silent'),
  ),
  proves: any(
    all(fakeAddress, any(opensEverything, seen('route.lookup', { kind: 'tunnel' })), wordless),
    // It takes what the server has no socket for, and speaks for sshd, which has the port there, in another protocol.
    all(
      seen('connection.taken', { unused: true }),
      seen('identification.protocol', { name: /^(?!proxy-protocol$)/ }),
      seen('server.reach', { listening: 'yes', owner: /^sshd/ }),
    ),
  ),
  suggests: [
    fakeAddress,
    all(fakeAddress, wordless),
    seen('tcp.connect', { address: /^198\.1[89]\./ }),
    opensEverything,
    seen('name.differs', { system: /^(?:127\.|198\.1[89]\.|::1$)/ }),
  ],
  // sshd itself has said that it drops for a limit.
  excludes: all(stopsAt('identification'), sshdTurnsAway),
  lookalikes: [
    {
      cause: 'network-blocks-22',
      difference: 'The network drops the connection itself; here it opens, even at a port that nobody uses.',
    },
    {
      cause: 'backend-down-behind-forwarder',
      difference: "The forwarder stands on the server's side; from another network it fails just the same.",
    },
  ],
  check: {
    at: 'client',
    what: 'switch the proxy or VPN off for a moment and try again; or try the same from another network',
    command: 'env | grep -i _proxy; ssh -v -p {port} {user}@{host}',
  },
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Tell the proxy to let this host go directly: a DIRECT rule for its name or for port 22, and no fake address for the name.',
      commands: ["printf '%s\\n' 'DOMAIN,{host},DIRECT' 'DST-PORT,{port},DIRECT'"],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Where the server also offers SSH on port 443, use that port.',
      commands: ['ssh -p 443 {user}@{host}'],
    },
  ],
  sources: ['RFC 2544 and RFC 6890: 198.18.0.0/15', 'GitHub docs: Using SSH over the HTTPS port'],
};

export const examples: readonly Example[] = [
  {
    name: 'a port at which the server has no socket opens, and HTTP answers where the server has sshd',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.not-ssh', stage: 'identification' }],
      ['tcp.control', { address: '192.0.2.5', port: 41873, outcome: 'open', unused: true, ms: 1 }],
      ['connection.taken', { port: 41873, unused: true }],
      ['identification.protocol', { name: 'http', when: 'in-answer', text: 'HTTP/1.1 400 Bad Request' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'sshd' }],
    ],
  },
  {
    name: 'look-alike: whatever opens each port may carry this one to the server, and sshd hangs up',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['tcp.control', { address: '192.0.2.5', port: 41873, outcome: 'open', unused: true, ms: 1 }],
      ['connection.taken', { port: 41873, unused: true }],
      ['identification.end', { how: 'closed', afterMs: 320, bytes: 0, by: 'socket' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'sshd' }],
    ],
  },
  {
    name: 'a fake address, a port nobody uses that opens too, and not a byte',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['name.address', { address: '198.18.0.44', family: 4, scope: 'benchmarking', source: 'system' }],
      ['tcp.control', { address: '198.18.0.44', port: 41873, outcome: 'open', unused: true, ms: 1 }],
      ['identification.end', { how: 'closed', afterMs: 320, bytes: 0, by: 'socket' }],
    ],
  },
  {
    name: 'look-alike: a bench network with a server that hangs up',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.closed', stage: 'identification' }],
      ['name.address', { address: '198.18.7.5', family: 4, scope: 'benchmarking', source: 'system' }],
      ['tcp.control', { address: '198.18.7.5', port: 41873, outcome: 'refused', unused: true, ms: 1 }],
      ['route.lookup', { address: '198.18.7.5', state: 'found', device: 'eth1', kind: 'ethernet', onLink: true }],
      ['identification.end', { how: 'closed', afterMs: 3, bytes: 0, by: 'socket' }],
    ],
  },
  {
    name: 'a server that denies the login was reached',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'auth.denied', stage: 'auth' }]],
  },
];
