import assert from 'node:assert/strict';
import { test } from 'node:test';
import { denoise } from '../noise.ts';

const read = (text: string): readonly string[] =>
  denoise(text).flatMap((line) => (line.text === '' ? [] : [line.text]));

test('what a screenshot was misread for is put right, and quoted as it came', () => {
  const text = 'ssh: connect to h0st l92.168.O.10 port 22: Connecti0n refused';
  assert.deepEqual(read(text), ['ssh: connect to host 192.168.0.10 port 22: Connection refused']);
  assert.equal(denoise(text)[0]?.raw, text);
  assert.deepEqual(
    read('Unab1e to negotiate with 10.0.0.4 port 22: no matching host key type found. Their 0ffer: ssh-rsa'),
    ['Unable to negotiate with 10.0.0.4 port 22: no matching host key type found. Their offer: ssh-rsa'],
  );
});

test('look-alike: names and keys of people hold digits', () => {
  for (const text of [
    'ssh: connect to host h0st port 22: Connection refused',
    'ssh: connect to host t0o.example.com port 22: Connection refused',
    'debug1: Server host key: ssh-ed25519 SHA256:c1osedO0l1I5S',
  ])
    assert.deepEqual(read(text), [text]);
});
