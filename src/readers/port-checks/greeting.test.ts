import assert from 'node:assert/strict';
import { test } from 'node:test';
import { greetingFacts } from './greeting.ts';

const head = ['Connected to 192.0.2.7.', "Escape character is '^]'."];
const kinds = (...lines: readonly string[]) => greetingFacts('e1', [...head, ...lines], 0).map(({ kind }) => kind);
const line = 'identification.line';

test('lines that are no version line', () => {
  assert.deepEqual(kinds('j%3Kd0a', '8;pQzW1x0', 'R"m'), [line, line, line, 'connection.end']);
  assert.deepEqual(kinds('HTTP/1.1 400 Bad Request', 'Server: nginx', '', 'x'), [line, 'connection.end']);
  assert.deepEqual(kinds('220 mail.example.org ESMTP', 'Connection closed by foreign host.'), [
    line,
    'identification.end',
  ]);
});

test('a version line, nothing at all, and what the person writes below', () => {
  assert.deepEqual(kinds('SSH-2.0-OpenSSH_9.2p1'), []);
  assert.deepEqual(kinds('Connection closed by foreign host.'), ['connection.end']);
  assert.deepEqual(kinds('(nothing)', ''), []);
  assert.deepEqual(kinds('and then nothing comes', 'what now'), []);
});

test('what nc and curl show of it', () => {
  const open = 'Connection to 192.0.2.7 22 port [tcp/ssh] succeeded!';
  const of = (...lines: readonly string[]) => greetingFacts('e1', lines, 0).map(({ kind }) => kind);
  assert.deepEqual(of(open, 'HTTP/1.1 400 Bad Request', 'Connection: close'), [line, 'connection.end']);
  assert.deepEqual(of(open, 'SSH-2.0-OpenSSH_9.6p1'), []);
  assert.deepEqual(of(open, 'and nothing else'), []);
  const curl = '* Connected to 192.0.2.7 (192.0.2.7) port 22';
  const end = (bytes: number) => `curl: (28) Operation timed out after 10001 milliseconds with ${bytes} bytes received`;
  assert.deepEqual(of(curl, '* Time-out', '* Closing connection', end(0)), ['connection.end']);
  assert.deepEqual(of(curl.slice(2), 'Time-out', 'Closing connection', end(0)), ['connection.end']);
  assert.deepEqual(of(curl, 'SSH-2.0-OpenSSH_9.6p1', '* Time-out', end(42)), []);
  assert.deepEqual(of(curl, '> GET / HTTP/1.1', 'HTTP/1.1 200 OK'), []);
});
