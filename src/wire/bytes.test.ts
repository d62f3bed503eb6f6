import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import * as bytes from './bytes.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

test('the examples of RFC 4251 §5', () => {
  assert.deepEqual(bytes.uint32(699921578), hex('29 b7 f4 aa'));
  assert.deepEqual(bytes.string('testing'), hex('00 00 00 07 74 65 73 74 69 6e 67'));
  assert.deepEqual(bytes.nameList([]), hex('00 00 00 00'));
  assert.deepEqual(bytes.nameList(['zlib']), hex('00 00 00 04 7a 6c 69 62'));
  assert.deepEqual(bytes.nameList(['zlib', 'none']), hex('00 00 00 09 7a 6c 69 62 2c 6e 6f 6e 65'));
});

test('what is written is read', () => {
  const name = fc.stringMatching(/^[a-z0-9@.-]{1,20}$/);
  fc.assert(
    fc.property(
      fc.nat(255),
      fc.nat(65535),
      fc.integer({ min: 0, max: 0xffffffff }),
      fc.boolean(),
      fc.uint8Array(),
      fc.array(name),
      (small, medium, large, flag, blob, names) => {
        const { uint8, uint16, uint32, boolean, string, nameList, concat } = bytes;
        const all = [uint8(small), uint16(medium), uint32(large), boolean(flag), string(blob), nameList(names)];
        const r = bytes.reader(concat(...all));
        assert.deepEqual([r.uint8(), r.uint16(), r.uint32(), r.boolean()], [small, medium, large, flag]);
        assert.deepEqual([...r.string()], [...blob]);
        assert.deepEqual(r.nameList(), names);
        assert.equal(r.left, 0);
        assert.equal(r.short, false);
      },
    ),
  );
});

test('a length that lies reads as nothing, and so does all after it', () => {
  const r = bytes.reader(hex('ff ff ff ff 01 02'));
  assert.deepEqual(r.string(), new Uint8Array(0));
  assert.equal(r.short, true);
  assert.equal(r.left, 0);
  assert.equal(r.uint8(), 0);
  assert.deepEqual(r.nameList(), []);
  assert.equal(bytes.reader(hex('00'), 5).short, true);
});

test('empty names are left out', () => {
  assert.deepEqual(bytes.reader(bytes.string(',a,,b,')).nameList(), ['a', 'b']);
});

test('text of both kinds', () => {
  fc.assert(fc.property(fc.uint8Array(), (b) => assert.equal(bytes.latin1(b), Buffer.from(b).toString('latin1'))));
  assert.equal(bytes.latin1(new Uint8Array(300_000)).length, 300_000);
  assert.equal(bytes.utf8(hex('c3 a4 ff 41')), 'ä\ufffdA');
  assert.equal(bytes.utf8(hex('ef bb bf 41')), '\ufeffA');
});
