import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ExampleObservation } from '../model/cause.ts';
import type { Facts, Observation, ObservationKind } from '../model/observation.ts';
import type { Symptom } from '../model/stage.ts';
import { derive } from './derive.ts';
import { factsOf, observed } from './facts.ts';

function facts(...seen: readonly ExampleObservation[]): Facts {
  const observations = seen.map(([kind, value]) => ({ kind, value, at: { evidence: 'e1' } }) as Observation);
  return derive(factsOf([{ covers: [], observations }]));
}

function symptom(f: Facts): Symptom | null {
  return observed(f, 'symptom')[0]?.value.is ?? null;
}

const refused = { address: '192.0.2.5', family: 4, port: 22, outcome: 'refused', by: 'ssh' } as const;
const open = { ...refused, outcome: 'open' } as const;

describe('the ladder', () => {
  test('a refused port: all before it passed, all behind it was not tried', () => {
    const f = facts(
      ['config.setting', { keyword: 'port', value: '22' }],
      ['name.address', { address: '192.0.2.5', family: 4, scope: 'documentation', source: 'system' }],
      ['tcp.connect', refused],
    );
    assert.equal(symptom(f), 'tcp.refused');
    const words = observed(f, 'stage')
      .map((o) => o.value.status)
      .join(' ');
    assert.equal(words, 'pass pass pass fail skip skip skip skip skip');
  });

  test('nothing known is not healthy: the symptom is not looked at', () => {
    const f = facts(
      ['identification.version', { protocol: '2.0', software: 'OpenSSH_9.2p1' }],
      ['identification.end', { how: 'version', afterMs: 3, bytes: 20, by: 'ssh' }],
    );
    assert.equal(symptom(f), null);
    assert.equal(f.covered.has('symptom'), false);
  });

  test('one address refuses and another answers: no symptom at tcp, and the difference is a fact', () => {
    const both = [
      ['tcp.connect', { ...refused, address: '2001:db8::5', family: 6 }],
      ['tcp.connect', open],
    ] as const;
    // Of two machines it would be no wonder.
    assert.deepEqual(observed(facts(...both), 'addresses.differ'), []);
    const f = facts(
      ...both,
      ['name.address', { address: '2001:db8::5', family: 6, scope: 'documentation', source: 'system' }],
      ['name.address', { address: '192.0.2.5', family: 4, scope: 'documentation', source: 'system' }],
    );
    assert.equal(symptom(f), null);
    assert.deepEqual(observed(f, 'addresses.differ')[0]?.value, {
      dead: 6,
      deadAddress: '2001:db8::5',
      liveAddress: '192.0.2.5',
      how: 'refused',
    });
  });

  test('where ssh alone gets no answer it stops at tcp, and one that got through somewhere does not', () => {
    const waits = ['tcp.connect', { ...refused, outcome: 'timeout', errno: 'ETIMEDOUT', by: 'ssh' }] as const;
    const letIn = ['tcp.connect', { ...open, by: 'socket' }] as const;
    assert.equal(symptom(facts(waits, letIn)), 'tcp.timeout');
    const later = { ...open, by: 'ssh' } as const;
    assert.equal(symptom(facts(waits, letIn, ['tcp.connect', later])), null);
    assert.equal(symptom(facts(waits, ['tcp.connect', { ...open, by: 'socket', address: '192.0.2.6' }])), null);
  });

  test('of addresses that fail in different ways the one that got farther speaks', () => {
    const v6 = { ...refused, address: '2001:db8::5', family: 6, outcome: 'unreachable', errno: 'ENETUNREACH' } as const;
    assert.equal(symptom(facts(['tcp.connect', v6], ['tcp.connect', refused])), 'tcp.refused');
  });

  test('an unreachable answer from a host that answers elsewhere is a prohibition', () => {
    const attempt = { ...refused, outcome: 'unreachable', errno: 'EHOSTUNREACH' } as const;
    assert.equal(symptom(facts(['tcp.connect', attempt])), 'route.unreachable');
    const control = { address: '192.0.2.5', port: 80, outcome: 'open', unused: false } as const;
    assert.equal(symptom(facts(['tcp.connect', attempt], ['tcp.control', control])), 'route.prohibited');
  });

  test('spaced attempts: how often they turn, and whether failures come in rotation', () => {
    const tries = (text: string) =>
      facts(
        ...[...text].map((x, i): ExampleObservation => {
          const value = { n: i + 1, ok: x === 'o', ms: 300, address: '192.0.2.5' };
          return ['attempt', x === 'o' ? value : { ...value, symptom: 'tcp.refused' }];
        }),
      );
    const rate = (text: string) => observed(tries(text), 'attempts.rate')[0]?.value;
    assert.deepEqual(rate('oxoxox'), { tried: 6, failed: 3, share: 'some', turns: 5, every: 2 });
    assert.deepEqual(rate('oxxoxo'), { tried: 6, failed: 3, share: 'some', turns: 4 });
    assert.deepEqual(rate('xxxooo'), { tried: 6, failed: 3, share: 'some', turns: 1 });
    assert.deepEqual(rate('ooxooxoox'), { tried: 9, failed: 3, share: 'some', turns: 5, every: 3 });
    assert.deepEqual(rate('oooo'), { tried: 4, failed: 0, share: 'none' });
  });

  test('our socket knows FIN from RST better than ssh, which spoke first', () => {
    const f = facts(
      ['tcp.connect', open],
      ['identification.end', { how: 'reset', afterMs: 1, bytes: 0, by: 'ssh' }],
      ['identification.end', { how: 'closed', afterMs: 1, bytes: 22, by: 'socket' }],
    );
    assert.equal(symptom(f), 'identification.closed');
    assert.equal(observed(f, 'attempts.rate')[0]?.value.share, 'all');
  });
});

describe('authentication in batch mode', () => {
  const reached: readonly ExampleObservation[] = [
    ['tcp.connect', open],
    ['identification.end', { how: 'version', afterMs: 3, bytes: 20, by: 'ssh' }],
    ['kex.end', { how: 'newkeys', after: 'newkeys', by: 'ssh' }],
    ['hostkey.check', { result: 'known' }],
  ];
  const denied: ExampleObservation = ['auth.end', { how: 'denied' }];
  const offers = (name: string): ExampleObservation => ['auth.method', { name, first: true }];
  const key = (named: boolean): ExampleObservation => [
    'auth.key',
    { result: 'refused', source: '/k', named, agent: false },
  ];
  const locked: readonly ExampleObservation[] = [
    ['client.key', { path: '/k', state: 'locked', named: true }],
    ['auth.key', { result: 'accepted', source: '/k', named: true, agent: false }],
  ];
  const ours: ExampleObservation = ['config.setting', { keyword: 'batchmode', value: 'no' }];
  const cases: readonly [string, readonly ExampleObservation[], Symptom | null][] = [
    ['a person who shows that it was denied had the chance', [denied, offers('password')], 'auth.denied'],
    [
      'a server that asks for a password is healthy as far as it was tried',
      [denied, ours, offers('publickey'), offers('password')],
      null,
    ],
    [
      'a key that the user named and that is refused is a fault',
      [denied, offers('publickey'), offers('password'), key(true)],
      'auth.denied',
    ],
    [
      'a default key that is refused is none while a password may follow',
      [denied, ours, offers('password'), key(false)],
      null,
    ],
    ['keys only, and none is taken', [denied, offers('publickey'), key(false)], 'auth.denied'],
    [
      'the user switched passwords off',
      [denied, offers('password'), ['config.setting', { keyword: 'passwordauthentication', value: 'no' }]],
      'auth.denied',
    ],
    [
      'a key is taken, and a person may be asked for its passphrase',
      [denied, offers('publickey'), ...locked, ['config.setting', { keyword: 'batchmode', value: 'no' }]],
      null,
    ],
    [
      'a key is taken, and nobody may be asked for its passphrase',
      [denied, offers('publickey'), ...locked, ['config.setting', { keyword: 'batchmode', value: 'yes' }]],
      'auth.denied',
    ],
    [
      'the host key has changed and is let pass: ssh sends no password',
      [denied, offers('password'), ['hostkey.check', { result: 'changed' }]],
      'auth.denied',
    ],
  ];
  for (const [name, seen, expected] of cases) {
    test(name, () => {
      const f = facts(...reached, ...seen);
      assert.equal(symptom(f), expected);
      assert.equal(f.covered.has('symptom' as ObservationKind), true);
    });
  }
});

describe('both ends of one connection', () => {
  const lines = [
    'Connection closed by 192.0.2.7 port 40112 [preauth]',
    'drop connection #1 from [192.0.2.7]:40113 on [192.0.2.5]:22 past MaxStartups',
    'Connection closed by 192.0.2.7 port 4011 [preauth]',
    'Server listening on 0.0.0.0 port 40112.',
    'Failed publickey for alice from 192.0.2.8 port 40999 ssh2',
  ];
  const logged = lines.map((message): ExampleObservation => ['sshd.log', { message }]);

  test('the log lines that name our source port are about our connection', () => {
    const f = facts(['tcp.source', { port: 40112 }], ['tcp.source', { port: 40113 }], ...logged);
    assert.deepEqual(
      observed(f, 'connection.logged').map((o) => o.value),
      [
        { port: 40112, message: lines[0] },
        { port: 40113, message: lines[1] },
      ],
    );
  });

  test('a stranger with the same port is not us, where the server knows our address', () => {
    const of = (address: string): number =>
      observed(facts(['tcp.source', { port: 40113 }], ['server.client', { address }], ...logged), 'connection.logged')
        .length;
    assert.deepEqual([of('192.0.2.7'), of('192.0.2.70'), of('92.0.2.7')], [1, 0, 0]);
  });

  test('without a connection of ours no line is', () => {
    assert.deepEqual(observed(facts(...logged), 'connection.logged'), []);
  });
});

test('a connection that was reset here and stands for the server, unless a rule of its own may have reset it', () => {
  const held = (reset: boolean): readonly unknown[] =>
    observed(
      facts(
        ['tcp.source', { port: 40100 }],
        ['kex.end', { how: 'reset', after: 'version', by: 'socket' }],
        ['server.connection', { port: 40100 }],
        ['server.connection', { port: 40101 }],
        ['server.rules', { reset, translate: false }],
      ),
      'connection.held',
    ).map((o) => o.value.port);
  assert.deepEqual(held(false), [40100]);
  assert.deepEqual(held(true), []);
});
