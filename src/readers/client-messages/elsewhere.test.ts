import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explained } from '../../test/lab/told.ts';

/** Where it stops, what is confirmed, and whether anything is thought of. */
function judged(...lines: readonly string[]): readonly unknown[] {
  const { symptom, roots, candidates } = explained(lines.join('\n')).verdict;
  return [symptom, roots.join(), candidates.length > 0];
}

test('a name that was looked up for something else than SSH', () => {
  for (const text of [
    'Post "https://ec2.example.com/": dial tcp: lookup ec2.example.com: no such host',
    'npm ERR! request to https://registry.example.org/x failed, reason: getaddrinfo ENOTFOUND registry.example.org',
    'urllib3.connectionpool\nsocket.gaierror: [Errno -2] Name or service not known',
    "ConnectionRefusedError: [Errno 111] Connect call failed ('127.0.0.1', 6379)",
  ])
    assert.deepEqual(judged(text), [null, '', false], text);
  assert.deepEqual(
    judged('  File "paramiko/client.py"', 'gaierror: [Errno -2] Name or service not known').slice(0, 2),
    ['name.not-found', 'name-not-found'],
  );
});

test('the log of PuTTY tells how far the login was', () => {
  const start = ['Connecting to 192.0.2.5 port 22', 'Remote version: SSH-2.0-OpenSSH_9.6'];
  const login = [...start, 'Server refused our key', 'Access granted', 'Started a shell/command'];
  assert.deepEqual(judged(...login), [null, '', false]);
  const end = 'Network error: Software caused connection abort';
  const stages = (lines: readonly string[]): readonly string[] =>
    explained(lines.join('\n')).stages.flatMap(({ stage, status }) => (status === 'pass' ? [stage] : []));
  assert.ok(stages([...login, end]).includes('auth'));
  assert.ok(stages([...start, end]).includes('tcp'));
  // A second login in the same log begins anew.
  assert.ok(!stages([...login, 'Connecting to 192.0.2.5 port 22', end]).includes('auth'));
});

test('FileZilla speaks FTP, too', () => {
  const status = 'Status:\tConnection established, waiting for welcome message...';
  assert.deepEqual(judged(status, 'Response:\t530 Login incorrect.', 'Error:\tCould not connect to server'), [
    null,
    '',
    false,
  ]);
  assert.deepEqual(judged(status, 'Error:\tConnection timed out after 20 seconds of inactivity'), [null, '', false]);
  assert.equal(judged('Error:\tReceived too large (1466722156 B) SFTP packet. Max is 1024000 B.')[0], 'session.failed');
});

test('WinSCP finds FTP where SSH was refused', () => {
  const found = 'The server rejected SFTP connection, but it listens for FTP connections.';
  assert.equal(judged('Network error: Connection refused', found)[0], 'tcp.refused');
});

test('SSH.NET shows what came in the place of the version line', () => {
  const head = 'SshConnectionException: The server response does not contain an SSH identification string';
  const rows = [
    '  00000000  45 78 63 65 65 64 65 64 20 4D 61 78 53 74 61 72   Exceeded MaxStar',
    '  00000010  74 75 70 73 0D 0A                                 tups..',
  ];
  const full = explained([`${head}:`, ...rows].join('\n')).verdict;
  assert.deepEqual([full.symptom, full.candidates[0]], ['identification.closed', 'maxstartups']);
  const web = '  00000000  48 54 54 50 2F 31 2E 31 20 34 30 30 20 42 61 64   HTTP/1.1 400 Bad';
  assert.equal(judged(`${head}:`, web)[0], 'identification.not-ssh');
  assert.equal(
    judged(`${head}.`, 'The connection to the remote server was closed before any data was received.')[2],
    true,
  );
});

test('what Java says counts among the classes of a library that speaks SSH', () => {
  const said = 'Caused by: java.net.ConnectException: Connection timed out: connect';
  assert.equal(judged(said, '\tat net.schmizz.sshj.SocketClient.connect(SocketClient.java:138)')[0], 'tcp.timeout');
  assert.deepEqual(judged(said, '\tat org.postgresql.core.PGStream.<init>(PGStream.java:98)'), [null, '', false]);
});

test('Test-NetConnection keeps the reason to itself, ssh does not', () => {
  const checked = 'WARNING: TCP connect to (192.0.2.5 : 22) failed';
  // Refused, silent or out of reach: none of these is ruled out.
  assert.equal(judged(checked)[0], null);
  assert.equal(judged(checked, 'ssh: connect to host 192.0.2.5 port 22: Connection timed out')[0], 'tcp.timeout');
});

test('a program of any name that names port 22', () => {
  for (const [text, symptom] of [
    ['Connection to 203.0.113.90:22 failed: Operation timed out', 'tcp.timeout'],
    ['MySSH: cannot reach web1.example.com port 22 (No route to host)', 'route.unreachable'],
    ['Error: [2001:db8::1]:22 connection refused', 'tcp.refused'],
    ['getaddrinfo web1: Name or service not known', 'name.not-found'],
  ] as const)
    assert.equal(judged(text)[0], symptom, text);
  for (const text of [
    'Connection to db1:2200 failed: Connection refused',
    '10:22 db: Connection refused',
    'socat[102] E connect(5, AF=2 127.0.0.1:22, 16): Connection refused',
    'forwarder: 192.0.2.5:22 Connection refused',
    'On port 22 I had connection refused',
    'at 10:22:05 it said Connection refused',
    'main.go:22: dial failed: connection refused',
    'eth0:22.5 Connection refused',
    'read 192.0.2.7:22->192.0.2.9:50122: Connection timed out',
    'haproxy[1]: Server bk/ssh1 is DOWN, info: 192.0.2.5:22 Connection refused',
    'sshd[12]: error: connect_to 192.0.2.5 port 22: Connection refused',
  ])
    assert.equal(judged(text)[0], null, text);
});

test('dbclient tells a key that nobody knows from one that is another, and what came later', () => {
  const says = (text: string): unknown => judged(`dbclient: Connection to kim@web1:22 exited: ${text}`)[0];
  assert.equal(says("Didn't validate host key"), 'hostkey.unknown');
  assert.equal(says('Bad hostkey signature'), 'hostkey.failed');
  assert.equal(says('Diffie-Hellman error'), 'kex.invalid');
  assert.equal(says("Couldn't open initial channel"), 'session.denied');
});
