import { all, any, not, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { service } from '../checks.ts';
import { refusedByIcmp, sshdIsFull } from '../signs.ts';

const serviceFailed = seen('server.unit', { unit: /^sshd?\.service$/, active: 'failed' });

/** The service has failed, and an sshd of this host with another file, or other keys, took the connection: somebody's second one. */
const otherSshd = all(
  symptom('hostkey.changed', 'hostkey.unknown'),
  serviceFailed,
  not(seen('server.unit', { unit: /^sshd?\.(?:service|socket)$/, active: 'active' })),
  seen('server.reach', { listening: 'yes', owner: /^sshd/ }),
  any(
    seen('server.process', { listener: true, config: /./ }),
    all(seen('hostkey.owner', { is: 'foreign' }), not(seen('hostkey.owner', { is: 'own' }))),
  ),
  seen('sshd.log', { message: /^Connection (?:closed|reset) by \S+ port \d+ \[preauth\]/ }),
);

export const cause: Cause = {
  id: 'port-taken',
  stage: 'tcp',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: 'another process holds the port, so sshd cannot bind',
  title: 'Another program on {host} holds the port that sshd needs, so sshd cannot start.',
  sees: 'Connection refused, or an answer of another program: other text, another host key, a login that does not know you.',
  why: 'A container with a published port, a second SSH server or a trap for attackers took the port first. Only one program can have it.',
  cases: 0,
  // Whoever holds the port answers in sshd's place.
  requires: symptom(
    'tcp.refused',
    'identification.closed',
    'identification.reset',
    'identification.silent',
    'identification.not-ssh',
    'identification.invalid',
    'identification.slow',
    'kex.no-match',
    'hostkey.changed',
    'hostkey.unknown',
    'auth.denied',
  ),
  proves: all(
    seen('sshd.log', { message: /^(error: )?Bind to port \d+ on \S+ failed: Address (?:already )?in use\.?$/ }),
    any(
      otherSshd,
      not(seen('server.listener', { owner: /^(sshd|systemd$)/ })),
      // sshd may still have the port of the other family.
      seen('server.reach', { listening: 'yes', owner: /^(?!sshd|systemd$)./ }),
      // What has a part of the port keeps sshd from all of its family.
      all(
        seen('server.reach', { listening: 'other-family', owner: /^sshd/ }),
        seen('server.listener', { port: 22, owner: /^(?!sshd|systemd$)./ }),
      ),
    ),
  ),
  suggests: [
    seen('server.log', { program: 'dropbear', message: /^Failed listening on '.*': .*Address (?:already )?in use/ }),
    seen('sshd.log', { message: /^(error: )?Bind to port \d+ on \S+ failed: Address (?:already )?in use/ }),
    all(seen('tcp.connect', { port: 22 }), seen('server.listener', { port: 22, owner: /^(?!sshd|systemd|dropbear)./ })),
    // Another SSH server may be the one that is meant to be there.
    all(
      symptom('kex.no-match', 'hostkey.changed', 'auth.denied'),
      seen('tcp.connect', { port: 22 }),
      seen('server.listener', { port: 22, owner: 'dropbear' }),
    ),
  ],
  excludes: any(
    sshdIsFull,
    // It did not fail for want of the port: it was stopped, or is not to be started.
    all(
      seen('server.unit', { unit: /^sshd?\.service$/, load: 'loaded', active: 'inactive', result: 'success' }),
      not(seen('server.unit', { unit: /^sshd?\.socket$/, active: ['active', 'failed'] })),
    ),
    all(
      seen('tcp.connect', { port: 22 }),
      seen('server.listener', { port: 22, owner: /^sshd/ }),
      not(seen('server.listener', { port: 22, owner: /^(?!sshd|systemd)./ })),
      not(serviceFailed),
    ),
    // Nobody has the port by now, and sshd did not fail for want of it: it was told to stop, or not to start.
    all(
      seen('server.reach', { listening: 'no' }),
      seen('server.unit', { unit: /^sshd?\.service$/, active: 'inactive' }),
      not(seen('server.unit', { unit: /^sshd?\.service$/, active: /^(?!inactive$)/ })),
    ),
    refusedByIcmp,
  ),
  explains: ['host-key-changed'],
  lookalikes: [
    { cause: 'socket-activation-port', difference: 'systemd itself holds the port for sshd, by ssh.socket.' },
    {
      cause: 'nonssh-service',
      difference: 'The other program is meant to be there, and sshd was never to have this port.',
    },
    { cause: 'port-mapping-wrong', difference: 'The other program runs on another machine, behind a port map.' },
  ],
  check: service,
  fix: [
    {
      who: 'server',
      risk: 'none',
      say: 'See who holds the port, and give that program another one.',
      commands: ["ss -ltnp 'sport = :{port}'", "docker ps --filter publish={port} --format '{{.Names}} {{.Ports}}'"],
    },
    {
      who: 'server',
      risk: 'restart',
      say: 'Once the port is free, start sshd.',
      commands: ['systemctl restart ssh || systemctl restart sshd'],
    },
  ],
  sources: ['bind(2): EADDRINUSE', 'openssh-portable sshd.c: listen_on_addrs'],
};

export const examples: readonly Example[] = [
  {
    name: 'look-alike: another server has the port since sshd was stopped, and once sshd had failed for it',
    expect: 'possible',
    covers: ['server.unit', 'server.listener'],
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['sshd.log', { message: 'error: Bind to port 22 on 0.0.0.0 failed: Address already in use.' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'inactive', result: 'success' }],
      ['server.listener', { address: '0.0.0.0', port: 22, owner: 'dropbear' }],
    ],
  },
  {
    name: 'look-alike: dropbear is the SSH server there, and listens at another address',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.listener', { address: '203.0.113.17', port: 22, owner: 'dropbear' }],
    ],
  },
  {
    name: 'look-alike: dropbear cannot bind, and who has the port is not known',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      [
        'server.log',
        { program: 'dropbear', message: "Failed listening on '22': Error listening: Address already in use" },
      ],
    ],
  },
  {
    name: 'a tunnel holds the port at loopback, and sshd has the other family alone',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['sshd.log', { message: 'error: Bind to port 22 on 0.0.0.0 failed: Address already in use.' }],
      ['server.listener', { address: '127.0.0.1', port: 22, owner: 'socat' }],
      ['server.listener', { address: '::', port: 22, owner: 'sshd' }],
      ['server.reach', { port: 22, listening: 'other-family', owner: 'sshd' }],
    ],
  },
  {
    name: 'sshd could not bind, and a container proxy has the port',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['sshd.log', { message: 'error: Bind to port 22 on 0.0.0.0 failed: Address already in use.' }],
      ['server.listener', { address: '0.0.0.0', port: 22, owner: 'docker-proxy' }],
    ],
  },
  {
    name: 'look-alike: sshd was started twice, and the first one has the port',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['sshd.log', { message: 'error: Bind to port 22 on 0.0.0.0 failed: Address already in use.' }],
      ['server.listener', { address: '0.0.0.0', port: 22, owner: 'sshd' }],
    ],
  },
  { name: 'nobody answers', expect: 'ruled-out', seen: [['symptom', { is: 'tcp.timeout', stage: 'tcp' }]] },
  {
    name: 'the server alone: sshd has the port of IPv6 only, since another took that of IPv4 before',
    expect: 'confirmed',
    end: 'server',
    seen: [
      ['sshd.log', { message: 'error: Bind to port 22 on 0.0.0.0 failed: Address already in use.' }],
      ['server.listener', { address: '::', port: 22, owner: 'sshd' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'socat' }],
    ],
  },
  {
    name: 'a second sshd with keys of its own has the port, and the service has failed for it',
    expect: 'confirmed',
    covers: ['server.listener', 'server.unit', 'hostkey.owner'],
    seen: [
      ['symptom', { is: 'hostkey.changed', stage: 'hostkey' }],
      ['hostkey.owner', { is: 'foreign', fingerprint: 'SHA256:rMjse9qUhRAEYEzrFqHPCMeLBcMsrSm' }],
      ['sshd.log', { message: 'error: Bind to port 22 on 0.0.0.0 failed: Address already in use.' }],
      ['sshd.log', { message: 'Connection closed by 192.0.2.10 port 60136 [preauth]' }],
      ['server.listener', { address: '0.0.0.0', port: 22, owner: 'sshd' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'sshd' }],
      ['server.unit', { unit: 'ssh.service', load: 'loaded', active: 'failed' }],
    ],
  },
  {
    name: 'look-alike: the port was taken once, nobody has it by now, and somebody has stopped sshd',
    expect: 'possible',
    covers: ['server.listener', 'server.unit'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['sshd.log', { message: 'error: Bind to port 22 on 0.0.0.0 failed: Address already in use.' }],
      ['server.reach', { port: 22, listening: 'no' }],
      ['server.unit', { unit: 'ssh.service', load: 'masked', active: 'inactive' }],
    ],
  },
  {
    name: 'look-alike: the port was taken once, and sshd has it now',
    expect: 'possible',
    end: 'server',
    seen: [
      ['sshd.log', { message: 'error: Bind to port 22 on 0.0.0.0 failed: Address already in use.' }],
      ['server.listener', { address: '0.0.0.0', port: 22, owner: 'sshd' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'sshd' }],
    ],
  },
];
