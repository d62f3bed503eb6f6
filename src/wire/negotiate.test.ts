import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type KexLists, kexLists } from './kexinit.ts';
import { type Negotiation, negotiate } from './negotiate.ts';

const modern: KexLists = {
  kex: ['curve25519-sha256', 'ecdh-sha2-nistp256', 'ext-info-c', 'kex-strict-c-v00@openssh.com'],
  'host-key': ['ssh-ed25519', 'rsa-sha2-512', 'rsa-sha2-256'],
  'cipher-c2s': ['chacha20-poly1305@openssh.com', 'aes128-ctr', 'aes256-gcm@openssh.com'],
  'cipher-s2c': ['chacha20-poly1305@openssh.com', 'aes128-ctr', 'aes256-gcm@openssh.com'],
  'mac-c2s': ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-256'],
  'mac-s2c': ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-256'],
  'compression-c2s': ['none', 'zlib@openssh.com'],
  'compression-s2c': ['none', 'zlib@openssh.com'],
};

const against = (server: Partial<KexLists>): Negotiation => negotiate(modern, { ...modern, ...server });
const options = (result: Negotiation): readonly (string | undefined)[] => result.mismatches.map((m) => m.option);

test('the first of the client that the server has, whatever the server would rather have', () => {
  const { chosen, mismatches } = against({
    kex: ['ecdh-sha2-nistp256', 'curve25519-sha256'],
    'cipher-s2c': ['aes128-ctr'],
  });
  assert.deepEqual(mismatches, []);
  assert.deepEqual(chosen, {
    kex: 'curve25519-sha256',
    'host-key': 'ssh-ed25519',
    'cipher-c2s': 'chacha20-poly1305@openssh.com',
    'cipher-s2c': 'aes128-ctr',
    'mac-s2c': 'hmac-sha2-256-etm@openssh.com',
    'compression-c2s': 'none',
    'compression-s2c': 'none',
  });
});

test('an old device: all mismatches at once, each with its cure', () => {
  const result = against({
    kex: ['diffie-hellman-group1-sha1', 'diffie-hellman-group14-sha1'],
    'host-key': ['ssh-rsa', 'ssh-dss'],
    'cipher-c2s': ['3des-cbc', 'aes128-cbc'],
    'cipher-s2c': ['3des-cbc', 'aes128-cbc'],
    'mac-c2s': ['hmac-md5'],
    'mac-s2c': ['hmac-sha1'],
  });
  assert.deepEqual(
    result.mismatches.map((m) => [m.what, m.option]),
    [
      ['kex', '-o KexAlgorithms=+diffie-hellman-group14-sha1'],
      ['host-key', '-o HostKeyAlgorithms=+ssh-rsa'],
      ['cipher-c2s', '-o Ciphers=+aes128-cbc'],
      ['cipher-s2c', '-o Ciphers=+aes128-cbc'],
      ['mac-c2s', '-o MACs=+hmac-md5'],
      ['mac-s2c', '-o MACs=+hmac-sha1'],
    ],
  );
  assert.deepEqual(result.chosen, { 'compression-c2s': 'none', 'compression-s2c': 'none' });
});

test('what is no algorithm is never chosen and never shown', () => {
  const result = against({
    kex: ['ext-info-c', 'kex-strict-c-v00@openssh.com', 'kex-guess2@matt.ucc.asn.au', 'ext-info-s'],
  });
  assert.deepEqual(result.mismatches, [
    { what: 'kex', client: ['curve25519-sha256', 'ecdh-sha2-nistp256'], server: [] },
  ]);
});

test('a cipher that authenticates by itself needs no MAC, also one that the cure would bring', () => {
  const macs = { 'mac-c2s': ['none-such'], 'mac-s2c': ['none-such'] };
  assert.deepEqual(against(macs).mismatches, []);
  const gcm = { 'cipher-c2s': ['aes128-gcm@openssh.com'], 'cipher-s2c': ['aes128-gcm@openssh.com'] };
  assert.deepEqual(options(against({ ...macs, ...gcm })), [
    '-o Ciphers=+aes128-gcm@openssh.com',
    '-o Ciphers=+aes128-gcm@openssh.com',
  ]);
  const ctr = { 'cipher-c2s': ['aes128-ctr'], 'cipher-s2c': ['aes128-ctr'] };
  assert.deepEqual(
    against({ ...macs, ...ctr }).mismatches.map((m) => m.what),
    ['mac-c2s', 'mac-s2c'],
  );
});

test('no cure is offered that some ssh would refuse to know', () => {
  assert.deepEqual(options(against({ kex: ['mlkem768x25519-sha256'] })), [undefined]);
  assert.deepEqual(options(against({ 'host-key': ['ssh-dss'] })), [undefined]);
  assert.deepEqual(options(against({ kex: ['mlkem768x25519-sha256', 'diffie-hellman-group14-sha256'] })), [
    '-o KexAlgorithms=+diffie-hellman-group14-sha256',
  ]);
  assert.deepEqual(options(against({ 'mac-c2s': ['x; rm -rf /'], 'cipher-c2s': ['aes128-ctr'] })), [undefined]);
});

test('compression', () => {
  const plain = { ...modern, 'compression-c2s': ['none'], 'compression-s2c': ['none'] };
  const squeezed = { ...modern, 'compression-c2s': ['zlib@openssh.com'], 'compression-s2c': ['zlib'] };
  assert.deepEqual(options(negotiate(plain, squeezed)), ['-o Compression=yes', undefined]);
});

test('every list is chosen from or a mismatch, but for a MAC', () => {
  const list = fc.subarray(['a', 'b', 'c', 'aes128-gcm@openssh.com', 'ext-info-c']);
  const lists = fc.record(Object.fromEntries(kexLists.map((what) => [what, list]))) as fc.Arbitrary<KexLists>;
  fc.assert(
    fc.property(lists, lists, (client, server) => {
      const { chosen, mismatches } = negotiate(client, server);
      for (const what of kexLists) {
        const name = chosen[what];
        const differs = mismatches.some((m) => m.what === what);
        if (name !== undefined) assert.ok(!differs && client[what].includes(name) && server[what].includes(name));
        else assert.ok(differs || what.startsWith('mac'));
      }
    }),
  );
});
