import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { concat, encodeUtf8, latin1 } from './bytes.ts';
import { type Identification, ownIdentification, parseIdentification, parseVersion } from './identification.ts';

const parse = (text: string): Identification => parseIdentification(Uint8Array.from(Buffer.from(text, 'latin1')));

test('a version line and what follows it', () => {
  const { lines, version, rest, partial, problem } = parse('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n\0\0\x04T');
  assert.deepEqual(version, {
    raw: 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10',
    protocol: '2.0',
    software: 'OpenSSH_9.2p1',
    comments: 'Debian-2+deb12u10',
  });
  assert.deepEqual([lines, partial, problem], [[], '', null]);
  assert.equal(latin1(rest), '\0\0\x04T');
});

test('lines before the version line', () => {
  const { lines, version } = parse('Welcome\r\n\nto SSH-2.0\r\r\nSSH-2.0-dropbear\n');
  assert.deepEqual(lines, ['Welcome', '', 'to SSH-2.0']);
  assert.deepEqual(version, { raw: 'SSH-2.0-dropbear', protocol: '2.0', software: 'dropbear', comments: null });
});

test('lines instead of one', () => {
  assert.deepEqual(parse('Exceeded MaxStartups\r\n').lines, ['Exceeded MaxStartups']);
  assert.equal(parse('Exceeded MaxStartups\r\n').version, null);
  assert.equal(parse('Not allowed at').partial, 'Not allowed at');
  assert.equal(parse('SSH-2.0-OpenSSH_9').partial, 'SSH-2.0-OpenSSH_9');
  assert.deepEqual(parse('SSH-\r\n').lines, ['SSH-']);
  assert.equal(parse('').problem, null);
});

test('versions of the protocol', () => {
  assert.equal(parseVersion('SSH-1.99-Cisco-1.25')?.protocol, '2.0');
  assert.equal(parseVersion('SSH-1.99-Cisco-1.25')?.software, 'Cisco-1.25');
  assert.equal(parseVersion('SSH-1.5-x')?.protocol, '1.5');
  assert.equal(parseVersion('SSH-02.00-x')?.protocol, '2.0');
  assert.equal(parseVersion('SSH-2.0-a b c')?.comments, 'b c');
  assert.equal(parseVersion('SSH-2.0-a ')?.comments, '');
  for (const bad of ['SSH-2.0-', 'SSH-2.0', 'SSH-2-x', 'SSH-x.y-z', 'SSH-é']) assert.equal(parseVersion(bad), null);
  assert.equal(parse('SSH-nonsense\r\n').problem, 'bad-version');
  assert.equal(parse('SSH-nonsense\r\n').partial, 'SSH-nonsense');
});

test('the limits are those of OpenSSH', () => {
  const long = 'x'.repeat(8192);
  assert.deepEqual(parse(`${long}\r\n`).lines, [long]);
  assert.equal(parse(`${long}\r`).problem, null);
  assert.equal(parse(`${long}x`).problem, 'line-too-long');
  assert.equal(parse(`${long}x\n`).problem, 'line-too-long');
  assert.equal(parse(`${long}x\n`).partial, long);
  assert.equal(parse(`${'x\n'.repeat(1023)}SSH-2.0-a\r\n`).version?.software, 'a');
  assert.equal(parse(`${'x\n'.repeat(1024)}SSH-2.0-a\r\n`).problem, 'too-many-lines');
  assert.equal(parse('\r'.repeat(100_000)).problem, 'line-too-long');
});

test('octets that are no text', () => {
  assert.equal(parse('\x15\x03\x01\0\x02\x02F').problem, 'binary');
  assert.equal(parse('a\rb').problem, 'binary');
  assert.equal(parse('a\rb\r\n').partial, 'a');
  assert.equal(parse('one\r\n\0\0').lines[0], 'one');
});

test('our own line', () => {
  assert.equal(latin1(ownIdentification('sshwhy_0.1.0')), 'SSH-2.0-sshwhy_0.1.0\r\n');
  assert.equal(latin1(ownIdentification('a b-c\r\nd')), 'SSH-2.0-a_b_c__d\r\n');
  assert.equal(ownIdentification('x'.repeat(1000)).length, 255);
  fc.assert(
    fc.property(fc.stringMatching(/^[!-,.-~]{1,100}$/), fc.uint8Array(), (software, after) => {
      const parsed = parseIdentification(concat(ownIdentification(software), after));
      assert.equal(parsed.version?.software, software);
      assert.deepEqual([...parsed.rest], [...after]);
    }),
  );
});

test('any octets, in any portions: a settled answer stays', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.constantFrom('SSH-2.0-x\r\n', 'SSH-', '\n', '\r', 'a\r\n').map(encodeUtf8),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const whole = parseIdentification(concat(...pieces));
      let settled: Identification | null = null;
      for (let n = 0; n <= pieces.length; n++) {
        const now = parseIdentification(concat(...pieces.slice(0, n)));
        assert.ok(now.partial.length <= 8192);
        if (settled !== null) assert.deepEqual([now.version, now.problem], [settled.version, settled.problem]);
        if (now.version !== null || now.problem !== null) settled = now;
        assert.deepEqual(now.lines, whole.lines.slice(0, now.lines.length));
      }
    }),
    { numRuns: 1000 },
  );
});
