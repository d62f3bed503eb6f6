import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { concat, latin1, uint8, uint16, uint32 } from './bytes.ts';
import { type DnsAnswer, decodeAnswer, encodeQuery } from './dns.ts';

const pointer = (to: number): Uint8Array => uint16(0xc000 | to);

function record(type: number, data: Uint8Array, owner: Uint8Array = pointer(12), inClass = 1): Uint8Array {
  return concat(owner, uint16(type), uint16(inClass), uint32(60), uint16(data.length), data);
}

/** An answer to `web1.example A` with these records. The name stands at 12, `example` at 17. */
function answer(records: readonly Uint8Array[], flags = 0x8180, count = records.length): Uint8Array {
  const query = encodeQuery(7, 'web1.example', 'A') ?? new Uint8Array(0);
  return concat(uint16(7), uint16(flags), uint16(1), uint16(count), uint32(0), query.subarray(12), ...records);
}

function decode(bytes: Uint8Array): DnsAnswer | string {
  const result = decodeAnswer(bytes);
  return result.ok ? result.value : result.error.code;
}

const base = { id: 7, code: 'NOERROR', addresses: [], names: [], truncated: false };

test('a query, octet by octet', () => {
  const query = encodeQuery(0x1234, 'web1.example.', 'AAAA') ?? new Uint8Array(0);
  assert.equal(latin1(query), '\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x04web1\x07example\0\0\x1c\0\x01');
  assert.match(
    latin1(encodeQuery(1, '192.0.2.5', 'PTR') ?? new Uint8Array(0)),
    /\x015\x012\x010\x03192\x07in-addr\x04arpa\0\0\x0c/,
  );
});

test('names that DNS cannot hold', () => {
  for (const name of ['', '.', 'a..b', `${'x'.repeat(64)}.example`, 'abc.'.repeat(64)])
    assert.equal(encodeQuery(1, name, 'A'), null, name);
  assert.notEqual(encodeQuery(1, `${'x'.repeat(63)}.example`, 'A'), null);
});

test('addresses and where names point', () => {
  const four = record(1, Uint8Array.of(192, 0, 2, 5));
  const six = record(28, concat(uint32(0x20010db8), new Uint8Array(11), uint8(5)));
  const alias = record(5, concat(uint8(3), Uint8Array.from(Buffer.from('lb1')), pointer(17)));
  const other = record(16, Uint8Array.of(1, 65));
  const chaos = record(1, Uint8Array.of(1, 2, 3, 4), pointer(12), 3);
  assert.deepEqual(decode(answer([alias, four, six, other, chaos])), {
    ...base,
    addresses: ['192.0.2.5', '2001:db8::5'],
    names: ['lb1.example'],
  });
});

test('codes', () => {
  for (const [rcode, code] of [
    [0, 'NOERROR'],
    [2, 'SERVFAIL'],
    [3, 'NXDOMAIN'],
    [5, 'REFUSED'],
    [13, 'RCODE13'],
  ] as const)
    assert.deepEqual(decode(answer([], 0x8180 | rcode)), { ...base, code });
});

test('a cut answer keeps what came whole; a short one without the mark is an error', () => {
  const four = record(1, Uint8Array.of(192, 0, 2, 5));
  assert.deepEqual(decode(answer([four], 0x8380, 9)), { ...base, addresses: ['192.0.2.5'], truncated: true });
  assert.equal(decode(answer([four], 0x8180, 9)), 'truncated');
  assert.equal(decode(answer([], 0x0100)), 'malformed');
  assert.equal(decode(new Uint8Array(11)), 'truncated');
});

test('lengths and pointers that lie', () => {
  assert.equal(decode(answer([record(1, Uint8Array.of(1, 2, 3))])), 'malformed');
  const at = answer([]).length + 12;
  for (const target of [at, at + 1, 0x3fff]) assert.equal(decode(answer([record(5, pointer(target))])), 'malformed');
  // One that points at a pointer to itself.
  assert.equal(decode(answer([record(16, pointer(at)), record(5, pointer(at))])), 'malformed');
  assert.equal(decode(answer([record(5, Uint8Array.of(0x80, 0))])), 'malformed');
  // A name that grows by going round: 255 octets are the end of it.
  const long = concat(...Array.from({ length: 5 }, () => concat(uint8(60), new Uint8Array(60).fill(97))), uint8(0));
  assert.equal(decode(answer([record(5, long)])), 'malformed');
});

test('octets in a name that are no letters are written as in a zone file', () => {
  const odd = record(12, concat(uint8(5), Uint8Array.of(0x61, 0x2e, 0x1b, 0xff, 0x5c), uint8(0)));
  const decoded = decode(answer([odd]));
  assert.deepEqual(typeof decoded === 'string' ? [] : decoded.names, ['a\\046\\027\\255\\092']);
});

test('any octets, and any octet of an answer changed', () => {
  const whole = answer([
    record(5, concat(uint8(3), Uint8Array.from(Buffer.from('lb1')), pointer(17))),
    record(1, uint32(1)),
  ]);
  const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), fc.uint8Array({ maxLength: 600 }), (changes, noise) => {
      const bad = Uint8Array.from(whole);
      for (const { at, to } of changes) bad[at] = to;
      decode(bad);
      decode(noise);
      decode(concat(whole.subarray(0, 12), noise));
    }),
    { numRuns: 3000 },
  );
});

test('an answer of 64 KiB in which each name leads to the one before, and others of no sense', () => {
  const chain = Array.from({ length: 5000 }, (_, n) =>
    record(5, pointer(n === 0 ? 12 : answer([]).length + 12 + (n - 1) * 14)),
  );
  assert.equal(decode(answer(chain).subarray(0, 65535)), 'malformed');
  for (const octet of [0xc0, 0])
    assert.equal(decode(concat(answer([], 0x8180, 65535), new Uint8Array(65000).fill(octet))), 'truncated');
});
