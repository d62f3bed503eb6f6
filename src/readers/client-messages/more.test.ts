import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explained } from '../../test/lab/told.ts';

/** Where it stops, and what is confirmed. */
function judged(text: string): readonly unknown[] {
  const { symptom, roots, candidates } = explained(text).verdict;
  return [symptom, roots.join(), candidates.length > 0];
}

const messages: readonly (readonly [string, string | null, string])[] = [
  // Bitvise
  [
    'Connection failed. FlowSocketConnector: Failed to connect to target address. Windows error 10061: No connection could be made.',
    'tcp.refused',
    '',
  ],
  [
    'Connection failed. FlowSocketConnector: Failed to connect to target address. Windows error 10060: No answer came.',
    'tcp.timeout',
    '',
  ],
  ["11:02 Authentication failed. Remaining authentication methods: 'publickey'.", 'auth.denied', ''],
  // Termius
  ['Connection to "192.0.2.5" failed: Connection refused. No more addresses to try', 'tcp.refused', ''],
  // SSH.NET
  ['Renci.SshNet.Common.SshConnectionException: Key exchange negotiation failed.', 'hostkey.failed', ''],
  ['SshConnectionException: Failed to negotiate key exchange algorithm.', 'kex.no-match', 'algorithm-mismatch'],
  [
    'System.Net.Sockets.SocketException (11001): No such host is known.\n   at Renci.SshNet.Session.Connect()',
    'name.not-found',
    'name-not-found',
  ],
  // pkg/sftp
  ['open: error receiving version packet from server: packet too long', 'session.failed', ''],
  // A sentence behind the message
  [
    'root@192.0.2.5: Permission denied (publickey,password). The password is right, on the console it works.',
    'auth.denied',
    '',
  ],
  // Cisco
  [
    '%SSH-3-NO_MATCH: No matching kex algorithm found: client diffie-hellman-group1-sha1 server ecdh-sha2-nistp256',
    'kex.no-match',
    'algorithm-mismatch',
  ],
  // Xshell
  ["Could not connect to '192.0.2.5' (port 22): Connection timed out.", 'tcp.timeout', ''],
  // PuTTY
  ['Forwarded connection refused by server: Administratively prohibited [open failed]', null, ''],
  ['Forwarded connection refused by remote: Connect failed [Connection refused]', null, ''],
  // A program's own words before those of ssh
  [
    'ERROR [remote::ssh] failed to start proxy: mux_client_request_session: session request failed: Session open refused by peer',
    'session.denied',
    'maxsessions',
  ],
  // JetBrains, sshj
  ['java.lang.RuntimeException: com.intellij.ssh.SshException: Connection refused: connect', 'tcp.refused', ''],
  [
    'net.schmizz.sshj.transport.TransportException: Server closed connection during identification exchange',
    'identification.closed',
    '',
  ],
  // check_ssh
  ['check_ssh: connect to address 10.0.0.4 and port 22: Connection refused', 'tcp.refused', ''],
  ['SSH CRITICAL - Server answer: 220 mail ESMTP', 'identification.not-ssh', ''],
  // SSH.NET
  ['No suitable authentication method found to complete authentication (publickey).', 'auth.denied', ''],
  // duplicity
  ['BackendException: ssh connection to a@192.0.2.5:22 failed: Authentication failed.', 'auth.denied', ''],
  ['BackendException: ssh connection to a@192.0.2.5:22 failed: [Errno 111] Connection refused', 'tcp.refused', ''],
  // curl, libssh2
  ['* SSH: version\n* Did not find host a.example in /root/.ssh/known_hosts', 'hostkey.unknown', 'host-key-unknown'],
  [
    'ssh2_connect(): Error starting up SSH connection(-5): Unable to exchange encryption keys',
    'kex.no-match',
    'algorithm-mismatch',
  ],
  ['ssh2_connect(): Error starting up SSH connection(-8): Unable to exchange encryption keys', 'kex.failed', ''],
  // A path that no socket can have
  [
    'unix_listener: path "/home/a/.ssh/cm/0123.Q8rT" too long for Unix domain socket',
    'config.invalid',
    'client-config-invalid',
  ],
];

for (const [text, symptom, roots] of messages) {
  test(text.slice(0, 100), () => assert.deepEqual(judged(text).slice(0, 2), [symptom, roots]));
}

test('the same words of other programs say nothing of ssh', () => {
  for (const text of [
    'psql: connect to address 10.0.0.4 and port 5432: Connection refused',
    'CRITICAL - Socket timeout after 10 seconds',
    'HTTP CRITICAL - Server answer: 502',
    'curl: (60) SSL peer certificate or SSH remote key was not OK',
    'Connection to "db" failed: Connection refused',
    'com.intellij.database.DatabaseException: Connection refused: connect',
    'launch failed: no image\ntimed out waiting for response of the store',
    'System.Net.Sockets.SocketException (11001): No such host is known.\n   at System.Net.Http.HttpClient.Send()',
    'error receiving version packet from server: read |0: file already closed',
    'tar: backup/home.tar: Cannot write: No space left on device',
  ])
    assert.deepEqual([text, ...judged(text)], [text, null, '', false]);
});

test('what a program that installs itself at the far end finds no room for is a matter of its disk', () => {
  const { verdict } = explained(
    '> Installing to /home/a/.vscode-server...\n> tar: node: Cannot write: No space left on device',
  );
  assert.ok(verdict.candidates.slice(0, 2).includes('disk-full'), verdict.candidates.join());
});

test('what a person says is over, and what is not', () => {
  const message = 'Bad owner or permissions on /home/a/.ssh/config';
  const confirmed = (text: string): string => explained(text).verdict.roots.join();
  for (const text of [
    `Found it. It was \`${message}\`, chmod 600 helped and all is well.`,
    `Solved: "${message}" was the reason`,
    `$ ssh web1\n${message}\n$ chmod 600 ~/.ssh/config\n$ ssh web1\nLast login: Thu Jun  4 08:00:11 2026 from 10.0.0.3`,
  ])
    assert.deepEqual([text, confirmed(text)], [text, '']);
  for (const text of [
    `I thought it was fixed by the update, but "${message}" is there again`,
    `$ ssh web1\n${message}\n$ ssh -F /dev/null web2\n$`,
  ])
    assert.deepEqual([text, confirmed(text)], [text, 'client-config-perms']);
});

test('what a test waits for was not met', () => {
  assert.equal(
    explained(
      'expect_stderr: "ssh: Could not resolve hostname no.invalid: Name or service not known"',
    ).verdict.roots.join(),
    '',
  );
  assert.equal(
    explained('stderr: "ssh: Could not resolve hostname no.invalid: Name or service not known"').verdict.roots.join(),
    'name-not-found',
  );
});

test('behind a helper that failed another command is another run', () => {
  const first = [
    '$ ssh a',
    '/bin/sh: cloudflared: command not found',
    'kex_exchange_identification: Connection closed by remote host',
    'Connection closed by UNKNOWN port 65535',
  ];
  assert.deepEqual(judged(first.join('\n')).slice(0, 2), ['config.failed', 'proxycommand-failed']);
  assert.deepEqual(judged([...first, '$ ssh b', 'a@b: Permission denied (publickey).'].join('\n')).slice(0, 2), [
    'auth.denied',
    '',
  ]);
});

test('a program that tried for minutes is in', () => {
  const tries = 'default: Warning: Connection refused. Retrying...';
  assert.deepEqual(judged(`${tries}\n${tries}`), ['tcp.refused', '', true]);
  assert.deepEqual(judged(`${tries}\n${tries}\n==> default: Machine booted and ready!`), [null, '', false]);
});

test('a frame that was lost, and a heading of the same words', () => {
  const text =
    'WARNING: REMOTE HOST IDENTIFICATION HAS\nCHANGED! IT IS POSSIBLE THAT SOMEONE IS DOING\nSOMETHING NASTY!';
  assert.deepEqual(judged(text).slice(0, 2), ['hostkey.changed', 'host-key-changed']);
  assert.deepEqual(judged('WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!').slice(0, 2), [null, '']);
});
