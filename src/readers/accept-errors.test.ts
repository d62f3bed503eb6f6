import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reader } from './accept-errors.ts';

const said: readonly string[] = [
  '2023/04/11 03:22:19 accept tcp [::]:22: accept4: too many open files',
  'http: Accept error: accept tcp [::]:2222: accept4: too many open files; retrying in 5ms',
  'error: accept: Too many open files',
  'dropbear[812]: accept: Too many open files',
  'java.net.SocketException: Too many open files (Accept failed)',
  'java.io.IOException: Too many open files',
  '2024/01/31 12:00:00 [alert] 812#812: accept4() failed (24: Too many open files)',
  'OSError: [Errno 24] Too many open files',
  'Error: accept EMFILE',
  'haproxy[811]: Proxy ssh_in reached process FD limit (maxsock=4096). Please check ulimit-n and restart.',
];

test('each of them is known, and names its program where it does', () => {
  const { observations } = reader.read({
    ...{ id: 'e1', kind: 'accept-errors', vantage: 'server', at: '2026-01-31T12:00:00.000Z', title: '' },
    data: said.join('\n'),
  });
  const told = observations.map((o) => (o.kind === 'server.log' ? o.value.program : o.kind));
  assert.deepEqual(told, ['server', 'server', 'server', 'dropbear', ...Array(5).fill('server'), 'haproxy']);
});

test('that of sshd is its own log, and other files are no connections', () => {
  const others = ['sshd[4]: error: accept: Too many open files', 'tail: inotify cannot be used: Too many open files'];
  assert.deepEqual(reader.recognise(others), []);
});

test('prose that names the error is none', () => {
  assert.deepEqual(reader.recognise(['Fix to log accept error ENFILE and EMFILE errno, but slowly, once']), []);
});
