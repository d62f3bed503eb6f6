import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { concat } from './bytes.ts';
import { decodeKexInit, encodeKexInit, type KexLists, kexLists } from './kexinit.ts';
import { readClear } from './packet.ts';

/** The first packet of sshd 9.2 with an Ed25519 and an RSA key, as it came over the wire. */
const recorded = [
  '0000045407146340f3bf4ce0097b580b768a7a9da7b80000013d736e747275703736317832353531392d7368613531322c736e7472757037',
  '36317832353531392d736861353132406f70656e7373682e636f6d2c637572766532353531392d7368613235362c63757276653235353139',
  '2d736861323536406c69627373682e6f72672c656364682d736861322d6e697374703235362c656364682d736861322d6e69737470333834',
  '2c656364682d736861322d6e697374703532312c6469666669652d68656c6c6d616e2d67726f75702d65786368616e67652d736861323536',
  '2c6469666669652d68656c6c6d616e2d67726f757031362d7368613531322c6469666669652d68656c6c6d616e2d67726f757031382d7368',
  '613531322c6469666669652d68656c6c6d616e2d67726f757031342d7368613235362c6b65782d7374726963742d732d763030406f70656e',
  '7373682e636f6d000000257373682d656432353531392c7273612d736861322d3531322c7273612d736861322d3235360000006c63686163',
  '686132302d706f6c7931333035406f70656e7373682e636f6d2c6165733132382d6374722c6165733139322d6374722c6165733235362d63',
  '74722c6165733132382d67636d406f70656e7373682e636f6d2c6165733235362d67636d406f70656e7373682e636f6d0000006c63686163',
  '686132302d706f6c7931333035406f70656e7373682e636f6d2c6165733132382d6374722c6165733139322d6374722c6165733235362d63',
  '74722c6165733132382d67636d406f70656e7373682e636f6d2c6165733235362d67636d406f70656e7373682e636f6d000000d5756d6163',
  '2d36342d65746d406f70656e7373682e636f6d2c756d61632d3132382d65746d406f70656e7373682e636f6d2c686d61632d736861322d32',
  '35362d65746d406f70656e7373682e636f6d2c686d61632d736861322d3531322d65746d406f70656e7373682e636f6d2c686d61632d7368',
  '61312d65746d406f70656e7373682e636f6d2c756d61632d3634406f70656e7373682e636f6d2c756d61632d313238406f70656e7373682e',
  '636f6d2c686d61632d736861322d3235362c686d61632d736861322d3531322c686d61632d73686131000000d5756d61632d36342d65746d',
  '406f70656e7373682e636f6d2c756d61632d3132382d65746d406f70656e7373682e636f6d2c686d61632d736861322d3235362d65746d40',
  '6f70656e7373682e636f6d2c686d61632d736861322d3531322d65746d406f70656e7373682e636f6d2c686d61632d736861312d65746d40',
  '6f70656e7373682e636f6d2c756d61632d3634406f70656e7373682e636f6d2c756d61632d313238406f70656e7373682e636f6d2c686d61',
  '632d736861322d3235362c686d61632d736861322d3531322c686d61632d73686131000000156e6f6e652c7a6c6962406f70656e7373682e',
  '636f6d000000156e6f6e652c7a6c6962406f70656e7373682e636f6d0000000000000000000000000000000000000000',
].join('');

function payload(): Uint8Array {
  const packet = readClear(Uint8Array.from(Buffer.from(recorded, 'hex')));
  assert.equal(packet.is, 'packet');
  return packet.is === 'packet' ? packet.payload : new Uint8Array(0);
}

test('the offer of a real sshd', () => {
  const decoded = decodeKexInit(payload());
  assert.ok(decoded.ok);
  const init = decoded.value;
  assert.equal(init.cookie.length, 16);
  assert.deepEqual(init.kex.slice(0, 3), [
    'sntrup761x25519-sha512',
    'sntrup761x25519-sha512@openssh.com',
    'curve25519-sha256',
  ]);
  assert.equal(init.kex.at(-1), 'kex-strict-s-v00@openssh.com');
  assert.deepEqual(init['host-key'], ['ssh-ed25519', 'rsa-sha2-512', 'rsa-sha2-256']);
  assert.equal(init['cipher-c2s'].length, 6);
  assert.deepEqual(init['cipher-s2c'], init['cipher-c2s']);
  assert.equal(init['mac-s2c'].at(-1), 'hmac-sha1');
  assert.deepEqual(init['compression-s2c'], ['none', 'zlib@openssh.com']);
  assert.deepEqual(init['language-c2s'], []);
  assert.equal(init.firstKexPacketFollows, false);
  assert.deepEqual([...encodeKexInit(init, init.cookie)], [...payload()]);
});

test('what is encoded is decoded', () => {
  const list = fc.array(fc.stringMatching(/^[a-z0-9@.-]{1,30}$/), { maxLength: 8 });
  const lists = fc.record(Object.fromEntries(kexLists.map((what) => [what, list]))) as fc.Arbitrary<KexLists>;
  fc.assert(
    fc.property(lists, fc.uint8Array({ minLength: 16, maxLength: 16 }), (offer, cookie) => {
      const decoded = decodeKexInit(encodeKexInit(offer, cookie));
      assert.ok(decoded.ok);
      for (const what of kexLists) assert.deepEqual(decoded.value[what], offer[what]);
      assert.deepEqual([...decoded.value.cookie], [...cookie]);
    }),
  );
});

test('a cookie of another size is made to fit', () => {
  const decoded = decodeKexInit(payload());
  assert.ok(decoded.ok);
  assert.equal(encodeKexInit(decoded.value, new Uint8Array(3)).length, payload().length);
  assert.equal(encodeKexInit(decoded.value, new Uint8Array(300)).length, payload().length);
});

test('cut short, or too long, at any place', () => {
  const whole = payload();
  for (let n = 0; n < whole.length; n++) {
    const decoded = decodeKexInit(whole.subarray(0, n));
    assert.equal(decoded.ok ? null : decoded.error.code, 'truncated');
  }
  const more = decodeKexInit(concat(whole, Uint8Array.of(0)));
  assert.equal(more.ok ? null : more.error.code, 'malformed');
  const other = decodeKexInit(Uint8Array.of(21));
  assert.equal(other.ok ? null : other.error.code, 'malformed');
});

test('any octet of it changed, and lengths that lie', () => {
  const whole = payload();
  const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255) });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
      const bad = Uint8Array.from(whole);
      for (const { at, to } of changes) bad[at] = to;
      const decoded = decodeKexInit(bad);
      if (!decoded.ok) assert.match(decoded.error.code, /^(truncated|malformed)$/);
    }),
    { numRuns: 2000 },
  );
});
