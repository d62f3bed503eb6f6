import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { addressText, familyOf, isAddress, onTheWire, reverseName, sameNetwork, scopeOf } from './address.ts';

test('scopes', () => {
  const expected = {
    '8.8.8.8': 'public',
    '2606:4700::1111': 'public',
    '10.1.2.3': 'private',
    '172.16.0.1': 'private',
    '172.17.0.2': 'container',
    '172.18.0.2': 'private',
    '172.32.0.1': 'public',
    '192.168.1.1': 'private',
    '127.0.0.1': 'loopback',
    '::1': 'loopback',
    '169.254.169.254': 'link-local',
    'fe80::1%eth0': 'link-local',
    'fd00::1': 'unique-local',
    '100.64.0.1': 'cgnat',
    '100.128.0.1': 'public',
    '198.18.0.1': 'benchmarking',
    '198.19.255.255': 'benchmarking',
    '198.20.0.0': 'public',
    '192.0.2.5': 'documentation',
    '198.51.100.7': 'documentation',
    '203.0.113.9': 'documentation',
    '2001:db8::5': 'documentation',
    '3fff:fff::1': 'documentation',
    '3fff:1000::1': 'public',
    '0.0.0.0': 'unspecified',
    '::': 'unspecified',
    '224.0.0.251': 'multicast',
    '255.255.255.255': 'multicast',
    'ff02::1': 'multicast',
    '64:ff9b::808:808': 'nat64',
    '64:ff9b:1::1': 'nat64',
    '::ffff:10.0.0.1': 'private',
    'not an address': 'unspecified',
  };
  for (const [address, scope] of Object.entries(expected)) assert.equal(scopeOf(address), scope, address);
});

test('what is an address', () => {
  for (const yes of ['192.0.2.1', '::1', 'fe80::1%eth0', '::ffff:192.0.2.1', '2001:DB8::1'])
    assert.ok(isAddress(yes), yes);
  for (const no of [
    '',
    '127.1',
    '1',
    '0x7f000001',
    '010.0.0.1',
    '256.1.1.1',
    '1.2.3.4.5',
    '[::1]',
    ':::',
    'web1',
    '1.2.3.4 ',
  ])
    assert.ok(!isAddress(no), no);
});

test('families', () => {
  assert.equal(familyOf('192.0.2.1'), 4);
  assert.equal(familyOf('2001:db8::1'), 6);
  assert.equal(familyOf('::ffff:192.0.2.1'), 4);
  assert.equal(familyOf('web1'), null);
});

test('networks', () => {
  assert.ok(sameNetwork('192.0.2.77', '192.0.2.0/24'));
  assert.ok(sameNetwork('192.0.2.77', '192.0.2.1/24'));
  assert.ok(!sameNetwork('192.0.3.77', '192.0.2.0/24'));
  assert.ok(sameNetwork('192.0.2.77', '192.0.2.77'));
  assert.ok(sameNetwork('8.8.8.8', '0.0.0.0/0'));
  assert.ok(sameNetwork('2001:db8::5', '2001:db8::/32'));
  assert.ok(sameNetwork('fe80::5%eth0', 'fe80::/64'));
  assert.ok(sameNetwork('::ffff:192.0.2.5', '192.0.2.0/24'));
  assert.ok(sameNetwork('192.0.2.5', '::ffff:192.0.2.0/120'));
  for (const cidr of ['::/0', '192.0.2.0/33', '192.0.2.0/', '192.0.2.0/-1', '192.0.2.0/24/1', 'x/8', ''])
    assert.ok(!sameNetwork('192.0.2.5', cidr), cidr);
});

test('names for a reverse look-up', () => {
  assert.equal(reverseName('192.0.2.5'), '5.2.0.192.in-addr.arpa');
  assert.equal(
    reverseName('2001:db8::567:89ab'),
    'b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa',
  );
  assert.equal(reverseName('web1'), null);
});

test('octets and text', () => {
  assert.equal(addressText(Uint8Array.of(192, 0, 2, 5)), '192.0.2.5');
  assert.equal(addressText(new Uint8Array(16)), '::');
  assert.equal(addressText(new Uint8Array(5)), null);
  fc.assert(fc.property(fc.ipV4(), (text) => isAddress(text) && familyOf(text) === 4));
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (octets) => isAddress(addressText(octets) ?? '')),
  );
});

test('any text', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f:./%]{0,60}$/), fc.ipV6());
  fc.assert(
    fc.property(text, text, (a, b) => {
      scopeOf(a);
      reverseName(a);
      assert.equal(isAddress(a), familyOf(a) !== null);
      sameNetwork(a, b);
    }),
    { numRuns: 3000 },
  );
});

test('addresses as packets carry them', () => {
  for (const [text, sent] of [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['2001:db8::5', '2001:db8::5'],
  ] as const)
    assert.equal(onTheWire(text), sent);
});
