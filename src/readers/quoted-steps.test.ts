import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reader } from './quoted-steps.ts';

function told(...lines: readonly string[]): readonly unknown[] {
  const evidence = {
    id: 'e1',
    kind: 'quoted-steps',
    vantage: 'client',
    at: '2026-01-31T12:00:00.000Z',
    title: '',
  } as const;
  return reader.read({ ...evidence, data: lines.join('\n') }).observations.map(({ value }) => value);
}

test('where it hangs', () => {
  const text = 'stuck at expecting SSH2_MSG_KEX_ECDH_REPLY. capture on the gateway:';
  assert.deepEqual(told(text), [{ may: ['kex.silent'], text, cut: true }]);
  assert.deepEqual(told('It hangs after "SSH2_MSG_KEXINIT sent"').length, 1);
});

test('at other steps, and where it is over', () => {
  const mays = (text: string) => told(text).map((value) => (value as { may: unknown }).may);
  assert.deepEqual(mays('It hangs after "Authenticated to web1 ([192.0.2.5]:22)." for ever'), [['session.silent']]);
  assert.deepEqual(mays('ssh is stuck at "Connection established."'), [['identification.silent']]);
  assert.deepEqual(mays('freezes right after Offering public key: /home/jo/.ssh/id_rsa'), [['auth.silent']]);
  assert.deepEqual(mays('It no longer hangs at expecting SSH2_MSG_KEX_ECDH_REPLY'), []);
});

test('a step that is only named, and one of a whole log', () => {
  assert.deepEqual(told('then comes expecting SSH2_MSG_KEX_ECDH_REPLY and so on'), []);
  assert.deepEqual(told('debug1: SSH2_MSG_KEXINIT sent', 'it hangs at SSH2_MSG_KEXINIT sent'), []);
});
