import { all, any, not, seen, stopsAt } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { hostKeyFingerprints } from '../checks.ts';
import { byTurns, failsByTurns } from '../signs.ts';

const changed = seen('hostkey.check', { result: 'changed' });

export const cause: Cause = {
  id: 'wrong-host-answers',
  stage: 'hostkey',
  family: 'other-service',
  who: 'network',
  decidedBy: 'both',
  meaning: 'another machine answers at this address',
  title: 'Another machine than the one you mean answers at the address of {host}.',
  sees: 'An SSH server answers, but with a strange host key, another version or a login that never works.',
  why: `The address was given to another machine, a load balancer has no healthy member and falls back to its own host, or
    the server you mean is gone and something else took its place.`,
  cases: 3,
  behind: { 'hostkey.changed': 1, 'auth.denied': 2 },
  requires: any(
    stopsAt('hostkey', 'auth'),
    seen('symptom', { is: ['kex.no-match', 'kex.failed', 'session.failed', 'session.denied'] }),
  ),
  proves: any(
    // The meant machine is off, yet its address answers with a foreign key from the same link: no port map lies between.
    all(
      changed,
      seen('server.state', { is: 'off' }),
      seen('name.address', { source: 'literal' }),
      not(seen('name.address', { source: ['system', 'dns', 'hosts-file'] })),
      seen('route.lookup', { onLink: true, kind: 'ethernet' }),
    ),
    // The host that is meant has a key of this type, and it is another one; nothing on it hands the connection on.
    all(
      changed,
      seen('hostkey.owner', { is: 'foreign' }),
      not(seen('hostkey.owner', { is: 'own' })),
      seen('server.reach', { listening: 'yes', owner: /^(?:sshd|systemd)/ }),
      not(seen('firewall.decision', { where: 'server', action: 'redirect' })),
    ),
    // One address shows now the key that is known, now another: whatever leads there, two servers answer.
    failsByTurns('hostkey.changed'),
  ),
  suggests: [
    changed,
    seen('hostkey.elsewhere'),
    all(seen('hostkey.elsewhere'), changed),
    all(seen('hostkey.check', { result: 'known' }), changed),
    all(seen('hostkey.check', { result: ['unknown', 'new'] }), seen('auth.end', { how: 'denied' })),
  ],
  // A key that is in known_hosts, and none other seen, is the machine that was there before.
  excludes: any(
    all(
      seen('hostkey.check', { result: 'known' }),
      not(byTurns),
      not(seen('hostkey.check', { result: ['changed', 'unknown', 'new', 'revoked', 'failed'] })),
    ),
    // The host that is meant has that very key.
    all(seen('hostkey.owner', { is: 'own' }), not(seen('hostkey.owner', { is: 'foreign' })), not(byTurns)),
  ),
  explains: ['host-key-changed'],
  lookalikes: [
    {
      cause: 'host-key-changed',
      difference: 'The same machine with new keys: its console prints the fingerprint that the client shows.',
    },
    { cause: 'name-wrong-address', difference: 'The name leads elsewhere; asking by the right address works.' },
    { cause: 'duplicate-ip', difference: 'Both machines are on: known and strange key come by turns.' },
    {
      cause: 'port-mapping-wrong',
      difference: 'The address is right, and a port map sends this port to another target.',
    },
  ],
  check: hostKeyFingerprints,
  fix: [
    {
      who: 'network',
      risk: 'none',
      say: 'Find out which machine holds the address now. Do not type a password into it, and do not accept its key yet.',
      commands: ["ssh-keyscan -p {port} '{host}' | ssh-keygen -lf -", 'ip neigh show {address}'],
    },
    {
      who: 'client',
      risk: 'none',
      say: 'Dial the address that the server says it has; ask its console or its provider.',
      commands: ['ip -brief address'],
    },
  ],
  sources: ['ssh(1): VERIFYING HOST KEYS', 'ssh-keyscan(1)'],
};

export const examples: readonly Example[] = [
  {
    name: 'the host that is meant listens, and has another key of the type that was shown',
    expect: 'confirmed',
    covers: ['firewall.decision', 'server.hostkey', 'hostkey.owner'],
    seen: [
      ['symptom', { is: 'hostkey.changed', stage: 'hostkey' }],
      ['hostkey.check', { result: 'changed', type: 'ssh-ed25519', fingerprint: 'SHA256:other' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'sshd' }],
      ['hostkey.owner', { is: 'foreign', fingerprint: 'SHA256:other' }],
    ],
  },
  {
    name: 'the key that was shown is that of the host that is meant',
    expect: 'ruled-out',
    covers: ['firewall.decision', 'server.hostkey', 'hostkey.owner'],
    seen: [
      ['symptom', { is: 'hostkey.changed', stage: 'hostkey' }],
      ['hostkey.check', { result: 'changed', type: 'ssh-ed25519', fingerprint: 'SHA256:new' }],
      ['server.reach', { port: 22, listening: 'yes', owner: 'sshd' }],
      ['hostkey.owner', { is: 'own', fingerprint: 'SHA256:new' }],
    ],
  },
  {
    name: 'the machine is off, and its address answers on the same link with a foreign key',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'hostkey.changed', stage: 'hostkey' }],
      ['hostkey.check', { result: 'changed', type: 'ED25519' }],
      ['name.address', { address: '192.0.2.5', family: 4, scope: 'private', source: 'literal' }],
      ['route.lookup', { address: '192.0.2.5', state: 'found', device: 'eth0', kind: 'ethernet', onLink: true }],
      ['server.state', { is: 'off', text: 'web1 shut off' }],
    ],
  },
  {
    name: 'spaced attempts meet now the known key, now another one',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'hostkey.changed', stage: 'hostkey' }],
      ['attempts.rate', { tried: 4, failed: 2, share: 'some', turns: 3 }],
      ['attempt', { n: 1, ok: false, symptom: 'hostkey.changed', ms: 210 }],
      ['attempt', { n: 2, ok: true, ms: 340 }],
      ['hostkey.check', { result: 'known', type: 'ED25519' }],
    ],
  },
  {
    name: 'look-alike: a changed key alone may be the same machine, reinstalled',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'hostkey.changed', stage: 'hostkey' }],
      ['hostkey.check', { result: 'changed', type: 'ED25519' }],
    ],
  },
  {
    name: 'look-alike: the key is known under another name, which may be a second name of the same machine',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'hostkey.changed', stage: 'hostkey' }],
      ['hostkey.check', { result: 'changed', type: 'ED25519' }],
      ['hostkey.elsewhere', { names: 'bastion', file: '/home/alice/.ssh/known_hosts', line: 4 }],
    ],
  },
  {
    name: 'the key is the one in known_hosts',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'auth.denied', stage: 'auth' }],
      ['hostkey.check', { result: 'known', type: 'ED25519' }],
      ['auth.end', { how: 'denied' }],
    ],
  },
];
