import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { diagnose } from '../diagnose.ts';
import type { Bundle } from '../model/bundle.ts';
import type { Evidence } from '../model/evidence.ts';
import { decodeBundle, encodeBundle } from '../readers/bundle.ts';
import { pseudonymous } from '../readers/pseudonyms.ts';
import { anonymous, leaksOf, type Machine, namesLeft } from './lab/anonymous.ts';
import { type Case, cases } from './lab/cases.ts';

const all = cases();

describe('a recorded run', () => {
  for (const { id, bundle, expected } of all) {
    test(`is judged as it was: ${id}`, () => {
      const { verdict, warnings } = diagnose(bundle);
      const said = `${verdict.summary}\nroots ${verdict.roots}\ncandidates ${verdict.candidates}`;
      const { candidatesInclude = [], notRoots = [], ...exact } = expected;
      const { outcome, stage, symptom, roots } = verdict;
      assert.deepEqual({ outcome, stage, symptom, roots }, exact, said);
      for (const cause of candidatesInclude) assert.ok(verdict.candidates.includes(cause), `${cause}: ${said}`);
      for (const cause of notRoots) assert.ok(!verdict.roots.includes(cause), `${cause}: ${said}`);
      // Nobody understands a kind of evidence any longer: then the case proves nothing.
      assert.deepEqual(
        warnings.filter((w) => w.startsWith('nothing here reads')),
        [],
      );
    });
  }

  for (const { id, bundle } of all) {
    test(`is judged alike with pseudonyms: ${id}`, () => {
      const flips = numbers(bundle.durationMs);
      const other = diagnose(pseudonymous(bundle, () => flips() < 0.5)).verdict;
      const { outcome, stage, symptom, roots, candidates } = diagnose(bundle).verdict;
      assert.deepEqual(
        [other.outcome, other.stage, other.symptom, other.roots, other.candidates],
        [outcome, stage, symptom, roots, candidates],
      );
    });
  }

  test('there are some, and the outcomes are not all the same', () => {
    assert.ok(all.length >= 10, String(all.length));
    assert.ok(new Set(all.map((c) => c.expected.outcome)).size >= 3);
  });
});

// ── the archive ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Numbers that come out the same for the same seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A failure with a sentence, never an exception. */
function assertRefused(bytes: Uint8Array, what: string): void {
  const decoded = decodeBundle(bytes);
  assert.ok(!decoded.ok, what);
  assert.match(decoded.error.text ?? '', /\w+ \w+/, what);
}

describe('the archive of a recorded run', () => {
  for (const { id, bundle } of all) {
    test(`comes back as it went in: ${id}`, () => {
      const bytes = encodeBundle(bundle);
      assert.deepEqual(decodeBundle(bytes), { ok: true, value: bundle });
      assert.deepEqual(encodeBundle(bundle), bytes);
    });
  }

  test('that is cut off anywhere is refused', () => {
    for (const { id, bundle } of all) {
      const bytes = encodeBundle(bundle);
      for (let i = 0; i < 20; i++) {
        const length = Math.floor((bytes.length * i) / 20);
        assertRefused(bytes.subarray(0, length), `${id}: ${length} of ${bytes.length} octets`);
      }
      assertRefused(bytes.subarray(0, bytes.length - 1), `${id}: without its last octet`);
    }
  });

  test('with an octet of another value never throws', () => {
    for (const { bundle, id } of all) {
      for (const [flipped, at] of flips(encodeBundle(bundle), 100)) {
        assert.doesNotThrow(() => decodeBundle(flipped), `${id}: octet ${at}`);
      }
    }
  });

  test('with an octet of another value never gives other evidence', () => {
    for (const { bundle, id } of all) {
      for (const [flipped, at] of flips(encodeBundle(bundle), 100)) {
        const decoded = decodeBundle(flipped);
        assert.ok(!decoded.ok || isDeepStrictEqual(decoded.value, bundle), `${id}: octet ${at}`);
      }
    }
  });
});

function* flips(bytes: Uint8Array, count: number): Generator<readonly [Uint8Array, number]> {
  const next = numbers(bytes.length);
  for (let i = 0; i < count; i++) {
    const at = Math.floor(next() * bytes.length);
    const flipped = bytes.slice();
    flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(next() * 8));
    yield [flipped, at];
  }
}

// ── evidence of another shape ────────────────────────────────────────────────────────────────────────────────────────

/** With the data of one piece of evidence replaced. */
function replaced({ bundle }: Case, kind: string, data: Evidence['data']): Bundle {
  return { ...bundle, evidence: bundle.evidence.map((e) => (e.kind === kind ? { ...e, data } : e)) };
}

test('evidence of a shape that its probe does not give is left out, and the rest is judged', () => {
  const kinds = new Set(all.flatMap((c) => c.bundle.evidence.map((e) => e.kind)));
  for (const kind of kinds) {
    const one = all.find((c) => c.bundle.evidence.some((e) => e.kind === kind)) ?? assert.fail(kind);
    for (const data of [null, {}, [], 'text', 7]) {
      assert.doesNotThrow(() => diagnose(replaced(one, kind, data)), `${kind}: ${JSON.stringify(data)}`);
    }
  }
});

// ── without names ────────────────────────────────────────────────────────────────────────────────────────────────────

const machine: Machine = { hostName: 'laptop7', userName: 'jdoe', home: '/Users/jdoe' };

function told(text: string, ssh: Partial<NonNullable<Bundle['ssh']>> = {}): Bundle {
  return {
    format: 1,
    tool: { name: 'sshwhy', version: '0.1.0' },
    startedAt: '2027-03-04T05:06:07.080Z',
    durationMs: 1,
    ssh: { words: [], destination: 'web1', namesKey: false, family: 0, port: null, ...ssh },
    settings: null,
    spent: null,
    evidence: [
      { id: 'e1', kind: 'ssh-log', vantage: 'client', at: '2027-03-04T05:06:08.080Z', title: 't', data: text },
    ],
    hops: [],
    warnings: [],
  };
}

/** What becomes of a text that stands in a bundle. */
function rewritten(text: string, ssh: Partial<NonNullable<Bundle['ssh']>> = {}): unknown {
  return anonymous(told(text, ssh), machine).evidence[0]?.data;
}

describe('a bundle without names', () => {
  for (const [what, before, after] of [
    ['an address', '8.8.4.4, 9.9.9.9 and 8.8.4.4', '192.0.2.10, 192.0.2.11 and 192.0.2.10'],
    ['an address in brackets and with a port', '[2a00:1450::5]:22 8.8.4.4:22', '[2001:db8::10]:22 192.0.2.10:22'],
    ['an address behind a colon', 'at:8.8.4.4 ::ffff:8.8.4.4', 'at:192.0.2.10 192.0.2.11'],
    ['an address before a dot', 'Connection closed by 8.8.4.4.', 'Connection closed by 192.0.2.10.'],
    ['a name that is taken', '8.8.4.4 and 192.0.2.10', '192.0.2.11 and 192.0.2.10'],
    ['a private address', '10.1.2.3 172.17.0.2', '192.168.1.10 172.17.0.10'],
    ['a local one', 'fe80::1:2%eth0 169.254.9.9 fd12::3', 'fe80::10%eth0 169.254.1.10 fd00::10'],
    ['what names nobody', '127.0.0.1 ::1 0.0.0.0 2001:db8::7', '127.0.0.1 ::1 0.0.0.0 2001:db8::7'],
    ['no address', 'OpenSSL 3.0.19, 12:30:45, 1.2.3.400, a::b::c', 'OpenSSL 3.0.19, 12:30:45, 1.2.3.400, a::b::c'],
    ['a network card', '00:1b:21:aa:bb:cc', '02:00:00:00:00:01'],
    ['a person', 'jdoe@laptop7 jdoe-2 xjdoe', 'alice@client1 jdoe-2 xjdoe'],
    ['a home', '/Users/jdoe/.ssh/id_rsa', '/home/alice/.ssh/id_rsa'],
    ['a temporary file', '/tmp/ssh-XyZ/agent.99 /private/tmp/a', '/tmp/lab-1/agent.99 /tmp/lab-2'],
  ] as const) {
    test(what, () => assert.equal(rewritten(before), after));
  }

  test('hosts, users and files that were named', () => {
    const ssh = { destination: 'carl@db.example.org', words: ['-F', '/srv/x/conf', '-i', '/srv/keys/k'] };
    assert.equal(
      rewritten('carl@db.example.org: jdoe, /srv/keys/k, /srv/x/conf.known_hosts', ssh),
      'bob@web1: alice, /home/alice/.ssh/k, /home/alice/.ssh/conf.known_hosts',
    );
  });

  test('names that change places do not run into one another', () => {
    const bundle = told('bob, jdoe, alice', { destination: 'bob@web1' });
    const text = anonymous({ ...bundle, hops: [{ hop: 'alice@web2', bundle }] }, machine).evidence[0]?.data;
    assert.equal(text, 'bob, carol, alice');
  });

  test('a fingerprint stays one, and the same one', () => {
    const [a, b] = ['q'.repeat(43), 'r'.repeat(43)];
    const text = String(rewritten(`SHA256:${a} SHA256:${b} SHA256:${a}`));
    const [first, second, third] = text.split(' ');
    assert.match(text, /^(SHA256:\w{43} ?){3}$/);
    assert.ok(first === third && first !== second && !text.includes('qqq'));
  });

  test('times begin at noon and keep their distance', () => {
    const { startedAt, evidence } = anonymous(told(''), machine);
    assert.equal(startedAt, '2026-01-31T12:00:00.000Z');
    assert.equal(evidence[0]?.at, '2026-01-31T12:00:01.000Z');
  });

  test('twice is the same as once', () => {
    for (const { bundle } of all) {
      const none: Machine = { hostName: '', userName: 'alice', home: '/home/alice' };
      assert.deepEqual(anonymous(bundle, none), bundle);
      assert.deepEqual(leaksOf(bundle, machine), []);
    }
  });

  test('what is left of the machine is told', () => {
    assert.deepEqual(leaksOf(told('on laptop7 in /Users/jdoe'), machine), ['laptop7', '/Users/jdoe', 'jdoe']);
    assert.deepEqual(leaksOf(anonymous(told('on laptop7 in /Users/jdoe'), machine), machine), []);
  });

  test('what looks like the name of a host is pointed out', () => {
    const text = 'proxycommand ssh -W %h:22 gate.example.org; mac umac-64@openssh.com; /etc/ssh/ssh_config.d/a.conf';
    assert.deepEqual(namesLeft(told(text)), ['gate.example.org']);
    for (const { id, bundle } of all) assert.deepEqual(namesLeft(bundle), [], id);
  });
});
