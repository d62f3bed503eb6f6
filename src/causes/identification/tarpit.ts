import { all, any, seen, stopsAt, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { service } from '../checks.ts';
import { cameToSshd, sshdTurnsAway } from '../signs.ts';

// A service that greets and later answers our line also leaves a pause between two lines.
const proof = any(
  seen('identification.end', { how: 'endless', by: 'ssh' }),
  all(seen('identification.end', { how: 'endless' }), seen('identification.line', { n: { min: 3 } })),
);

export const cause: Cause = {
  id: 'tarpit',
  stage: 'identification',
  family: 'other-service',
  who: 'server',
  decidedBy: 'client',
  lasting: true,
  meaning: 'a tarpit sends endless text and never identifies itself',
  title: 'A tarpit answers on port {port} of {host}: it keeps callers busy with endless text and is no SSH server.',
  sees: 'ssh hangs after connecting; with -v, lines of nonsense come in slowly.',
  why: `The protocol lets a server send text before its version line. A tarpit such as endlessh uses that to hold
    scanners for hours. The real SSH server listens on another port, or your address was sent to the tarpit.
    Others say a version line, and then send their first packet octet by octet.`,
  cases: 1,
  behind: { 'identification.silent': 1 },
  requires: any(stopsAt('identification'), symptom('kex.silent')),
  proves: any(
    proof,
    // The server says what holds the port; Debian's package has this name.
    all(
      seen('server.reach', { listening: 'yes' }),
      any(seen('server.reach', { owner: /^(?:endlessh|sshesame|tarpit)/ }), seen('server.holder', { does: 'traps' })),
    ),
  ),
  suggests: [
    symptom('identification.slow'),
    all(symptom('kex.silent'), seen('kex.end', { how: 'silent', begun: { min: 1 } })),
    all(symptom('identification.silent'), seen('identification.line')),
    seen('identification.line', { n: { min: 2 } }),
    seen('server.listener', { owner: /endlessh|tarpit/i }),
  ],
  // Then somebody else's endless text fits as well.
  excludes: any(
    cameToSshd,
    sshdTurnsAway,
    all(proof, any(seen('identification.protocol'), seen('proxy.noise'), seen('proxy.used', { by: 'command' }))),
  ),
  lookalikes: [
    { cause: 'nonssh-service', difference: 'Another service speaks its own protocol, and mostly ends after an error.' },
    { cause: 'sshd-frozen', difference: 'A frozen sshd sends nothing at all.' },
  ],
  check: service,
  fix: [
    {
      who: 'client',
      risk: 'none',
      say: 'Ask the owner for the port of the real SSH server, and use it.',
      commands: ['ssh -p REALPORT {user}@{host}'],
    },
    {
      who: 'server',
      risk: 'none',
      say: 'See which program holds the port, and which ports sshd serves.',
      commands: ["ss -ltnp 'sport = :{port}'", "sshd -T | grep -i '^port '"],
    },
  ],
  sources: ['RFC 4253 §4.2', 'endlessh README'],
};

export const examples: readonly Example[] = [
  {
    name: 'the server alone: a tarpit has the port',
    expect: 'confirmed',
    end: 'server',
    seen: [['server.reach', { port: 22, listening: 'yes', owner: 'endlessh' }]],
  },
  {
    name: 'an interpreter holds the port, and the script that it runs is a tarpit',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.silent', stage: 'identification' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'python3' }],
      ['server.holder', { program: 'endlessh.py', does: 'traps' }],
    ],
  },
  {
    name: 'the port is held by endlessh, by its own console',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.silent', stage: 'identification' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'endlessh' }],
    ],
  },
  {
    name: 'lines without end and no version line',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'identification.slow', stage: 'identification' }],
      ['identification.line', { text: '3T7b*k2', n: 0 }],
      ['identification.line', { text: 'v}9$ fQ1xz', n: 1 }],
      ['identification.line', { text: 'a0Zq', n: 2 }],
      ['identification.line', { text: '~pW2^^lk', n: 3 }],
      ['identification.end', { how: 'endless', afterMs: 8000, bytes: 96, by: 'socket' }],
    ],
  },
  {
    name: 'look-alike: a ProxyCommand that prints without end',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'identification.slow', stage: 'identification' }],
      ['proxy.used', { by: 'command', text: 'tunnel-helper --verbose web1' }],
      ['identification.end', { how: 'endless', afterMs: 8000, bytes: 4096, by: 'socket' }],
      ['identification.line', { text: 'still connecting', n: 3 }],
    ],
  },
  {
    name: 'look-alike: a service that greets, and answers our line two seconds later',
    expect: 'possible',
    covers: ['identification.protocol'],
    seen: [
      ['symptom', { is: 'identification.slow', stage: 'identification' }],
      ['identification.line', { text: 'Welcome to the control port', n: 0 }],
      ['identification.line', { text: 'Unknown command', n: 1 }],
      ['identification.end', { how: 'endless', afterMs: 8500, bytes: 46, by: 'socket' }],
    ],
  },
  {
    name: 'a version line, and then a first packet that does not end: few others do so',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'kex.silent', stage: 'kex' }],
      ['kex.end', { how: 'silent', after: 'version', by: 'socket', afterMs: 7500, begun: 9 }],
    ],
  },
  {
    name: 'a refused port',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'tcp.refused', stage: 'tcp' }]],
  },
];
