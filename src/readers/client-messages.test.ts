import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { derive } from '../infer/derive.ts';
import { factsOf } from '../infer/facts.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Reading } from '../model/observation.ts';
import { reader } from './client-messages.ts';

function readText(data: string): Reading {
  const evidence: Evidence = {
    id: 'e1',
    kind: 'client-messages',
    vantage: 'client',
    at: '2026-01-31T12:00:00.000Z',
    title: '',
    data,
  };
  return reader.read(evidence);
}

/** Where the connection stops, by this text alone; a note where it does not tell. */
function judged(text: string): string {
  const reading = readText(text);
  const symptom = derive(factsOf([reading])).observations.find((o) => o.kind === 'symptom');
  if (symptom?.kind === 'symptom') return symptom.value.sure === false ? 'note' : symptom.value.is;
  return reading.observations.map((o) => o.kind).join();
}

/** An unrelated exception further up tells nothing. */
test('only what paramiko itself caught counts', () => {
  const above = 'EOFError\nTraceback (most recent call last):\n';
  assert.equal(judged(`${above}SSHException: Error reading SSH protocol banner`), 'note');
});

const messages: readonly (readonly [string, string])[] = [
  // PuTTY, plink, WinSCP
  ['FATAL ERROR: Network error: Connection refused', 'tcp.refused'],
  ['Network error: Connection timed out', 'tcp.timeout'],
  ['Network error: No route to host', 'route.unreachable'],
  ['Network error: Connection reset by peer', 'note'],
  ['FATAL ERROR: Network error: Software caused connection abort', 'note'],
  ['FATAL ERROR: Remote side unexpectedly closed network connection', 'note'],
  ['Server unexpectedly closed network connection', 'note'],
  ['Unable to open connection:\nHost does not exist', 'name.not-found'],
  ['Unable to open connection: Host does not exist', 'name.not-found'],
  ["FATAL ERROR: Couldn't agree a key exchange algorithm (available: curve25519-sha256)", 'kex.no-match'],
  ["Couldn't agree a client-to-server cipher (available: aes256-ctr)", 'kex.no-match'],
  ['FATAL ERROR: No supported authentication methods available (server sent: publickey)', 'auth.denied'],
  ['Server refused our key', 'auth.key'],
  [
    'Server refused our key\nFATAL ERROR: No supported authentication methods available (server sent: publickey)',
    'auth.denied',
  ],
  ['FATAL ERROR: Configured password was not accepted', 'auth.denied'],
  ['Access denied', 'auth.denied'],
  ['* 2026-03-01 10:02:57.300 (EFatal) Received too large (1416128883 B) SFTP packet.', 'session.failed'],
  ['ssh-ed25519 host key mismatch for 10.0.0.9 !', 'hostkey.changed'],
  ['Exception while executing as me@10.0.4.4: fingerprint SHA256:Q2J does not match for "10.0.4.4"', 'hostkey.changed'],
  // Packer dials until it gives up; where nobody answers, and where somebody refuses.
  ['==> amazon-ebs.al2023: Timeout waiting for SSH.', 'note'],
  [
    "remote: You're using ssh-rsa that is about to be deprecated and your request has been blocked intentionally.",
    'auth.denied',
  ],
  // The login works: what the server refuses is the repository.
  ['ERROR: Repository not found.', 'auth.end'],
  // The port that kubectl dials is none of the client's.
  ['err="error forwarding port 22 to pod a1, uid : dial tcp4 127.0.0.1:22: connect: connection refused"', 'server.log'],
  ['Error: Not yet authenticated', 'auth.denied'],
  [
    'FATAL ERROR: Remote side sent disconnect message\ntype 2 (protocol error):\n"Too many authentication failures"',
    'auth.failed',
  ],
  ['Remote side sent disconnect message type 2 (protocol error): "Too many authentication failures"', 'auth.failed'],
  ['Remote side sent disconnect message type 2 (protocol error): "no"', 'note'],
  ['WARNING - POTENTIAL SECURITY BREACH!\nFATAL ERROR: Cannot confirm a host key in batch mode', 'hostkey.changed'],
  ['FATAL ERROR: Cannot confirm a host key in batch mode', 'hostkey.unknown'],
  [
    'SSH protocol version 2 required by our configuration but remote only provides (old, insecure) SSH-1',
    'identification.invalid',
  ],
  ['. 2026-01-31 12:00:00.123 Network error: Connection refused', 'tcp.refused'],
  ['Host "web1" does not exist.', 'name.not-found'],
  ['Network error: Connection to "web1" refused.', 'tcp.refused'],
  ['* 2026-01-31 12:00:00.123 (EFatal) Network error: Connection to "web1" timed out.', 'tcp.timeout'],
  ['Network error: No route to host "web1".', 'route.unreachable'],
  ['FATAL ERROR: Disconnected: No supported authentication methods available (server sent: publickey)', 'auth.denied'],
  ['Unable to use key file "C:\\k.pem" (OpenSSH SSH-2 private key (old PEM format))', 'client.key'],
  ['Error:\tConnection timed out after 20 seconds of inactivity', 'note'],
  ['Unable to open connection to 192.0.2.5: Network error: Connection refused', 'tcp.refused'],
  // dbclient
  ['dbclient: Connection to alice@web1:22 exited: Connect failed: Connection refused', 'tcp.refused'],
  [
    "dbclient: Connection to alice@web1:22 exited: Connect failed: Error resolving 'web1' port '22'. Name does not resolve",
    'name.not-found',
  ],
  ['dbclient: Connection to alice@web1:22 exited: Remote closed the connection', 'note'],
  ['dbclient: Connection to alice@web1:22 exited: No matching algo kex', 'kex.no-match'],
  ['dbclient: Connection to alice@web1:22 exited: No auth methods could be used.', 'auth.denied'],
  // libssh, libssh2
  ['Socket error: disconnected', 'note'],
  ['kex error : no match for method server host key algo: server [ssh-rsa], client [ssh-ed25519]', 'kex.no-match'],
  ["Access denied for 'password'. Authentication that can continue: publickey,password", 'auth.denied'],
  ['Failed to connect: Connection refused', 'tcp.refused'],
  ['Failed to startup SSH session: Failed to connect: Connection refused', 'tcp.refused'],
  ['Timeout connecting to 192.0.2.5', 'note'],
  ['PHP Warning:  ssh2_connect(): Unable to connect to 192.0.2.5 on port 22 in /a.php on line 2', 'note'],
  ['Cannot connect to web1:22. Error 111. Connection refused in /app/vendor/SSH2.php:1', 'tcp.refused'],
  ['Connection refused - connect(2) for 192.0.2.5:22', 'tcp.refused'],
  ['Connection refused - connect(2) for "192.0.2.5" port 5432', ''],
  ['Net::SSH::AuthenticationFailed: Authentication failed for user alice@web1', 'auth.denied'],
  ['Received SSH_MSG_DISCONNECT: 2:Too many authentication failures', 'auth.failed'],
  ['curl: (2) Failure establishing ssh session: -13, Failed getting banner', 'identification.closed'],
  ['Failed getting banner', 'note'],
  ['Unable to exchange encryption keys', 'kex.failed'],
  ['curl: (67) Authentication failure', 'auth.denied'],
  // paramiko, AsyncSSH
  ['paramiko.ssh_exception.SSHException: Error reading SSH protocol banner', 'note'],
  [
    'EOFError\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\nparamiko.ssh_exception.SSHException: Error reading SSH protocol banner',
    'identification.closed',
  ],
  [
    'socket.timeout\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\nparamiko.ssh_exception.SSHException: Error reading SSH protocol banner',
    'identification.silent',
  ],
  ['SSHException: Error reading SSH protocol banner[Errno 104] Connection reset by peer', 'identification.reset'],
  ['NoValidConnectionsError: [Errno None] Unable to connect to port 22 on 192.0.2.5', 'note'],
  ['socket.gaierror: [Errno -2] Name or service not known', 'name.not-found'],
  ['paramiko.ssh_exception.AuthenticationException: Authentication failed.', 'auth.denied'],
  [
    "paramiko.ssh_exception.BadAuthenticationType: Bad authentication type; allowed types: ['publickey']",
    'auth.denied',
  ],
  ["paramiko.ssh_exception.SSHException: Server 'web1' not found in known_hosts", 'hostkey.unknown'],
  ["paramiko.ssh_exception.BadHostKeyException: Host key for server 'web1' does not match", 'hostkey.changed'],
  ['SSHException: Incompatible ssh peer (no acceptable kex algorithm)', 'kex.no-match'],
  ['SSHException: No existing session', 'note'],
  ['    retry_on_signal(lambda: sock.connect(addr))\nTimeoutError: timed out', 'tcp.timeout'],
  ['  File "client.py", line 386, in connect\n    sock.connect(addr)\nsocket.timeout: timed out', 'tcp.timeout'],
  ['    self.read()\nsocket.timeout: timed out', ''],
  ['NetmikoTimeoutException: TCP connection to device failed.', 'note'],
  ['NetmikoAuthenticationException: Authentication to device failed.', 'auth.denied'],
  ['paramiko.ssh_exception.PasswordRequiredException: Private key file is encrypted', 'client.key'],
  ['paramiko.ssh_exception.SSHException: not a valid OPENSSH private key file', 'client.key'],
  ["ConnectionRefusedError: [Errno 111] Connect call failed ('192.0.2.5', 22)", 'tcp.refused'],
  ['asyncssh.misc.ConnectionLost: Connection lost', 'note'],
  ['asyncssh.misc.PermissionDenied: Permission denied for user alice on host web1', 'auth.denied'],
  ['asyncssh.misc.HostKeyNotVerifiable: Host key is not trusted for host web1', 'hostkey.failed'],
  // rsync, Ansible
  ['protocol version mismatch -- is your shell clean?', 'session.failed'],
  ['Failed to authenticate: Authentication failed.', 'auth.denied'],
  // Go
  ['unable to parse key: ssh: no key found', 'client.key'],
  ['dial tcp 192.0.2.5:22: connect: connection refused', 'tcp.refused'],
  ['dial tcp [2001:db8::1]:22: connect: no route to host', 'route.unreachable'],
  ['dial tcp 192.0.2.5:22: i/o timeout', 'tcp.timeout'],
  ['dial tcp: lookup web1: no such host', 'name.not-found'],
  ['dial tcp: lookup web1 on 192.0.2.53:53: no such host', 'name.not-found'],
  ['ssh: handshake failed: EOF', 'note'],
  ['ssh: handshake failed: read tcp 192.0.2.9:4000->192.0.2.5:22: read: connection reset by peer', 'note'],
  [
    'ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain',
    'auth.denied',
  ],
  ['ssh: handshake failed: ssh: disconnect, reason 2: Too many authentication failures', 'auth.failed'],
  ['ssh: handshake failed: knownhosts: key mismatch', 'hostkey.changed'],
  ['ssh: handshake failed: knownhosts: key is unknown', 'hostkey.unknown'],
  [
    'ssh: handshake failed: ssh: no common algorithm for key exchange; client offered: [a], server offered: [b]',
    'kex.no-match',
  ],
  ['ssh: handshake failed: ssh: overflow reading version string', 'identification.not-ssh'],
  // ssh2 for Node
  ['Error: connect ECONNREFUSED 192.0.2.5:22', 'tcp.refused'],
  ['Error: connect ETIMEDOUT 192.0.2.5:22', 'tcp.timeout'],
  ['Error: getaddrinfo ENOTFOUND web1', 'name.not-found'],
  ['Error: Connection lost before handshake', 'identification.closed'],
  ['Error: Timed out while waiting for handshake', 'note'],
  ['Error: All configured authentication methods failed', 'auth.denied'],
  ['Error: Handshake failed: no matching key exchange algorithm', 'kex.no-match'],
  // JSch
  ['com.jcraft.jsch.JSchException: java.net.ConnectException: Connection refused (Connection refused)', 'tcp.refused'],
  ['com.jcraft.jsch.JSchException: java.net.UnknownHostException: web1', 'name.not-found'],
  ['com.jcraft.jsch.JSchException: timeout: socket is not established', 'tcp.timeout'],
  ['com.jcraft.jsch.JSchException: connection is closed by foreign host', 'identification.closed'],
  ['com.jcraft.jsch.JSchException: Session.connect: java.io.IOException: End of IO Stream Read', 'note'],
  ['com.jcraft.jsch.JSchException: Session.connect: java.net.SocketException: Connection reset', 'note'],
  ['com.jcraft.jsch.JSchException: Algorithm negotiation fail', 'kex.no-match'],
  ['com.jcraft.jsch.JSchException: Auth fail', 'auth.denied'],
  ["com.jcraft.jsch.JSchException: Auth fail for methods 'publickey'", 'auth.denied'],
  ['com.jcraft.jsch.JSchException: UnknownHostKey: web1. RSA key fingerprint is 00:11', 'hostkey.unknown'],
  ['com.jcraft.jsch.JSchException: HostKey has been changed: web1', 'hostkey.changed'],
];

test('each message stops where it says, and no earlier', () => {
  assert.deepEqual(
    messages.map(([text]) => [text, judged(text)]),
    messages,
  );
});

test('it covers nothing, and quotes the line', () => {
  const reading = readText('x\nFATAL ERROR: Network error: Connection refused\n');
  assert.deepEqual(reading.covers, []);
  assert.deepEqual(
    reading.observations.map((o) => o.at),
    [{ evidence: 'e1', line: 2, quote: 'FATAL ERROR: Network error: Connection refused' }],
  );
});

test('the place that a log of events names', () => {
  const reading = readText('Connecting to 2001:db8::1 port 2222\nNetwork error: Connection refused');
  assert.deepEqual(reading.observations[0]?.value, {
    address: '2001:db8::1',
    family: 6,
    port: 2222,
    outcome: 'refused',
    errno: 'ECONNREFUSED',
    by: 'ssh',
  });
});

test('methods that ask a person are not told as all there are', () => {
  const kinds = (list: string): readonly string[] =>
    readText(`No supported authentication methods available (server sent: ${list})`).observations.map((o) => o.kind);
  assert.deepEqual(kinds('publickey'), ['auth.method', 'auth.end']);
  assert.deepEqual(kinds('publickey,password'), ['auth.end']);
});

test('of several attempts the last one counts', () => {
  assert.equal(
    judged(
      'dial tcp 192.0.2.5:22: connect: connection refused\nssh: handshake failed: ssh: unable to authenticate, attempted methods [none]',
    ),
    'auth.denied',
  );
});

const noise: readonly string[] = [
  'The connection was refused by the committee.',
  'dial tcp 192.0.2.5:443: connect: connection refused',
  'Error: connect ECONNREFUSED 127.0.0.1:5432',
  'java.net.ConnectException: Connection refused',
  'EOFError',
  'mysql: Failed to connect: Connection refused',
  'Failed to connect: no',
  'Unable to connect to port 80 on web1',
  'Access denied for user root@localhost (using password: YES)',
  'ConnectionResetError: [Errno 104] Connection reset by peer',
  'Jan 31 12:00:00 web1 sshd[7]: error: Network error: Connection refused',
  'ssh: connect to host web1 port 22: Connection refused',
  'alice@web1: Permission denied (publickey).',
  'web1 | UNREACHABLE! => {"msg": "Failed to connect to the host via ssh: ssh: connect to host web1 port 22: Connection refused", "unreachable": true}',
  'web1 | SUCCESS => {"changed": false, "ping": "pong"}',
];

test('text of others yields nothing', () => {
  for (const line of noise) {
    assert.deepEqual(reader.recognise([line]), [], line);
    assert.deepEqual(readText(line), { covers: [], observations: [] }, line);
  }
});

test('any text gives a reading', () => {
  const piece = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...messages.map(([text]) => text), ...noise));
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('\n');
      const lines = text.split('\n');
      const { covers, observations } = readText(text);
      const known = new Set(reader.recognise(lines).map((i) => i + 1));
      assert.deepEqual(covers, []);
      assert.ok(observations.every((o) => known.has(o.at.line ?? 0)));
    }),
  );
});

test('clients of Java and Rust, and programs above ssh', () => {
  const read = (data: string) => reader.read({ id: 'e1', kind: reader.id, vantage: 'client', at: '', title: '', data });
  const said = (data: string): readonly string[] =>
    read(data)
      .observations.filter(({ kind }) => kind !== 'client.target')
      .map(({ kind, value }) => {
        const { how, result, outcome, address, port } = value as Record<string, unknown>;
        return [kind, how ?? result ?? outcome, address, port].filter((word) => word !== undefined).join(' ');
      });
  const trilead = `java.io.IOException: There was a problem while connecting to web1:2222
\tat com.trilead.ssh2.Connection.connect(Connection.java:834)
Caused by: java.net.ConnectException: Connection refused (Connection refused)`;
  const docker =
    'error during connect: Get "http://docker.example.com/v1.24/version": command [ssh -l alice -- web1 docker system dial-stdio] has exited with exit status 255, make sure the URL is valid: stderr=ssh: connect to host web1 port 22: Connection refused';
  for (const [text, fact] of [
    [
      'org.apache.sshd.common.SshException: DefaultConnectFuture[alice@web1/192.0.2.5:22]: Failed (ConnectException) to execute: Connection refused',
      'tcp.connect refused 192.0.2.5 22',
    ],
    ['org.apache.sshd.common.SshException: No more authentication methods available', 'auth.end denied'],
    [
      'Unable to negotiate key exchange for server host key algorithms (client: ssh-ed25519 / server: ssh-rsa)',
      'kex.end no-match',
    ],
    [
      '[SSH] Opening SSH connection to 192.0.2.5:2222.\nSSH Connection failed with IOException: "Connection refused (Connection refused)", retrying in 15 seconds. There are 10 more retries left.',
      'tcp.connect refused 192.0.2.5 2222',
    ],
    [
      'net.schmizz.sshj.transport.TransportException: java.net.ConnectException: Connection refused (Connection refused)',
      'tcp.connect refused the server 22',
    ],
    ['net.schmizz.sshj.userauth.UserAuthException: Exhausted available authentication methods', 'auth.end denied'],
    ['org.apache.sshd.common.SshException: Server key did not validate', 'hostkey.check failed'],
    [trilead, 'tcp.connect refused web1 2222'],
    ['java.io.IOException: Cannot negotiate, proposals do not match.', 'kex.end no-match'],
    ['Error: No common key exchange algorithm', 'kex.end no-match'],
    ['Error: Unknown server key', 'hostkey.check failed'],
    ['Error:\tNetwork error: Connection refused', 'tcp.connect refused the server 22'],
    ['Error: Authentication failed.', 'auth.end denied'],
    [docker, 'tcp.connect refused web1 22'],
    ['[12:00:00.200] > ssh: connect to host web1 port 22: Connection refused', 'tcp.connect refused web1 22'],
  ] as const) {
    assert.deepEqual(said(text), [fact], text);
  }
  const target = (data: string) => read(data).observations.find(({ kind }) => kind === 'client.target')?.value;
  assert.deepEqual(target(docker), { host: 'web1', port: 22 });
  assert.deepEqual(target('dbclient: Connection to alice@web1:22 exited: No auth methods could be used.'), {
    ...{ host: 'web1', user: 'alice', port: 22 },
  });
  for (const text of [
    'fatal: Could not read from remote repository.',
    'rsync error: unexplained error (code 255) at io.c(231) [sender=3.2.7]',
    'lost connection',
    'Connection closed',
    'ERROR: (gcloud.compute.ssh) [/usr/bin/ssh] exited with return code [255].',
    'There was a problem while connecting to web1:22',
  ]) {
    assert.deepEqual(said(text), [], text);
    assert.equal(read(text).notes?.length, 1, text);
  }
  for (const text of [
    'Caused by: java.net.ConnectException: Connection refused (Connection refused)',
    'There was a problem while connecting to the database.',
    'Error: Connection refused (os error 111)',
  ]) {
    assert.deepEqual(reader.recognise([text]), [], text);
  }
});

test('a key that cannot be used counts in the run that follows, and not in a later one', () => {
  const unread = '2026/03/04 10:18:44 ssh.ParsePrivateKey: ssh: no key found';
  const denied =
    'ssh: handshake failed: ssh: unable to authenticate, attempted methods [none], no supported methods remain';
  const kinds = (...lines: readonly string[]): readonly string[] =>
    readText(lines.join('\n')).observations.map((o) => o.kind);
  assert.deepEqual(kinds(unread, denied), ['client.key', 'auth.end']);
  const refused = 'dial tcp 192.0.2.5:22: connect: connection refused';
  assert.deepEqual(kinds(unread, refused, denied), ['auth.end']);
});

test('what a channel was for, the call above the message tells', () => {
  const refused = "paramiko.ssh_exception.ChannelException: ChannelException(1, 'Administratively prohibited')";
  const said = (...lines: readonly string[]): readonly unknown[] =>
    readText(lines.join('\n')).observations.map((o) => o.value);
  const text = 'open failed: administratively prohibited: open failed';
  const reason = 'Administratively prohibited: open failed';
  assert.deepEqual(said('t.open_channel("direct-tcpip", a, b)', refused), [{ what: 'forwarding', text, reason }]);
  assert.deepEqual(said('chan = t.open_session()', refused), [{ what: 'session', text, reason }]);
  assert.deepEqual(said(refused), []);
});

test('programs above ssh and other clients', () => {
  for (const [text, symptom] of [
    ['error: unknown SSH host key', 'hostkey.unknown'],
    ['* SSH host check: 2, key: <none>', 'hostkey.unknown'],
    ['* SSH host check: 1, key: AAAAB3Nza', 'hostkey.changed'],
    ['Permission denied for host minion6, do you want to deploy the salt-ssh key? (password required):', 'auth.denied'],
    ['SSH authentication is incorrect', 'auth.denied'],
    ['Message: [Failed to connect session for config [web1]. Message [Auth fail]]', 'auth.denied'],
    ['Low level socket error connecting to host web2 on port 22: Connection refused (tried 1 time)', 'tcp.refused'],
    ['Received too large (1349281121 B) SFTP packet. Max supported packet size is 1024000 B.', 'session.failed'],
    ['ssh: handshake failed: ssh: cert has expired', 'hostkey.failed'],
    ['X  NoCommonAlgo { kind: Kex, ours: ["a"], theirs: ["b"] }', 'kex.no-match'],
    ['Error loading key "(stdin)": error in libcrypto', 'client.key'],
  ])
    assert.equal(judged(text ?? ''), symptom, text);
});

test('a key ends a program only where nothing else was told', () => {
  const locked = 'Error: Cannot parse privateKey: Encrypted OpenSSH private key detected, but no passphrase given';
  const ends = (text: string): unknown => {
    const found = readText(text).observations.find((o) => o.kind === 'client.key');
    return found?.kind === 'client.key' ? found.value.ends : null;
  };
  assert.equal(ends(locked), true);
  for (const after of [
    'paramiko.ssh_exception.NoValidConnectionsError: [Errno None] Unable to connect to port 22 on 10.0.0.8',
    'ssh: connect to host web1 port 22: Connection refused',
    'Jan  2 10:12:00 h sshd[900]: Invalid user kim from 198.51.100.9 port 50000',
  ])
    assert.equal(ends(`${locked}\n${after}`), undefined, after);
});
