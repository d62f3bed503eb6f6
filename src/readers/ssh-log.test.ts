import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Observation, ObservationKind, ObservationMap, Reading } from '../model/observation.ts';
import { reader, readSshLog } from './ssh-log.ts';

function value<K extends ObservationKind>(reading: Reading, kind: K): ObservationMap[K] | undefined {
  const found = reading.observations.find((o: Observation) => o.kind === kind);
  return found?.value as ObservationMap[K] | undefined;
}

function kinds(reading: Reading): readonly string[] {
  return reading.observations.map((o) => o.kind);
}

/** Text as a person pastes it, and the first observation that must come of it. */
const plain: readonly (readonly [string, ObservationKind, object])[] = [
  [
    'ssh: Could not resolve hostname web1: Name or service not known',
    'name.lookup',
    { outcome: 'not-found', code: 'EAI_NONAME', name: 'web1' },
  ],
  [
    'ssh: Could not resolve hostname web1: Temporary failure in name resolution',
    'name.lookup',
    { outcome: 'no-answer', code: 'EAI_AGAIN' },
  ],
  [
    'ssh: Could not resolve hostname web1: nodename nor servname provided, or not known',
    'name.lookup',
    { code: 'EAI_NONAME' },
  ],
  [
    'ssh: Could not resolve hostname web1: No address associated with hostname',
    'name.lookup',
    { outcome: 'no-address' },
  ],
  [
    'ssh: Could not resolve hostname web1: Too many open files',
    'name.lookup',
    { outcome: 'failed', code: 'EAI_SYSTEM' },
  ],
  [
    'ssh: connect to host web1 port 22: Connection refused',
    'tcp.connect',
    { address: 'web1', port: 22, outcome: 'refused', errno: 'ECONNREFUSED', family: 4, by: 'ssh' },
  ],
  [
    'ssh: connect to host 2001:db8::1 port 2222: Network is unreachable',
    'tcp.connect',
    { address: '2001:db8::1', family: 6, outcome: 'unreachable', errno: 'ENETUNREACH' },
  ],
  ['ssh: connect to host web1 port 22: Operation timed out', 'tcp.connect', { outcome: 'timeout', errno: 'ETIMEDOUT' }],
  [
    'ssh: connect to host web1 port 22: No route to host',
    'tcp.connect',
    { outcome: 'unreachable', errno: 'EHOSTUNREACH' },
  ],
  ['ssh: connect to host web1 port 22: Permission denied', 'tcp.connect', { outcome: 'prohibited', errno: 'EACCES' }],
  [
    'ssh: connect to host web1 port 22: Operation not permitted',
    'tcp.connect',
    { outcome: 'prohibited', errno: 'EPERM' },
  ],
  ['ssh: connect to host web1 port 22: Invalid argument', 'tcp.connect', { outcome: 'unreachable', errno: 'EINVAL' }],
  [
    'ssh: connect to host web1 port 22: Connection reset by peer',
    'tcp.connect',
    { outcome: 'reset', errno: 'ECONNRESET' },
  ],
  [
    'bind 192.0.2.77: Cannot assign requested address\nssh: connect to host web1 port 22: failure',
    'config.error',
    { reason: 'bad-value' },
  ],
  [
    '/home/alice/.ssh/config: line 2: Bad configuration option: portt',
    'config.error',
    { reason: 'bad-option', file: '/home/alice/.ssh/config', line: 2, keyword: 'portt' },
  ],
  [
    "/home/alice/.ssh/config line 2: Bad port 'abc'.",
    'config.error',
    { reason: 'bad-value', file: '/home/alice/.ssh/config', line: 2 },
  ],
  ['command-line: line 0: Bad configuration option: bogus', 'config.error', { reason: 'bad-option', keyword: 'bogus' }],
  [
    'Bad owner or permissions on /home/alice/.ssh/config',
    'config.error',
    { reason: 'bad-permissions', file: '/home/alice/.ssh/config' },
  ],
  [
    "Can't open user config file /none: No such file or directory",
    'config.error',
    { reason: 'unreadable', file: '/none' },
  ],
  ['OpenSSL version mismatch. Built against 30000020, you have 30200030', 'config.error', { reason: 'library' }],
  ['No user exists for uid 1000', 'config.error', { reason: 'no-user' }],
  ['kex_exchange_identification: Connection closed by remote host', 'identification.end', { how: 'closed', by: 'ssh' }],
  ['ssh_exchange_identification: read: Connection reset by peer', 'identification.end', { how: 'reset' }],
  [
    'Connection timed out during banner exchange\nConnection to 192.0.2.5 port 22 timed out',
    'identification.end',
    { how: 'silent' },
  ],
  ['banner exchange: Connection to 192.0.2.5 port 443: invalid format', 'identification.end', { how: 'not-ssh' }],
  ['Protocol major versions differ: 2 vs. 1', 'identification.end', { how: 'old-protocol' }],
  [
    'Bad packet length 1349676916.\nssh_dispatch_run_fatal: Connection to 192.0.2.5 port 22: message authentication code incorrect',
    'kex.end',
    { how: 'invalid' },
  ],
  ['ssh_dispatch_run_fatal: Connection to 192.0.2.5 port 22: incorrect signature', 'kex.end', { how: 'failed' }],
  ['Host key verification failed.', 'hostkey.check', { result: 'failed' }],
  [
    'No ED25519 host key is known for web1 and you have requested strict checking.\nHost key verification failed.',
    'hostkey.check',
    { result: 'unknown', type: 'ED25519' },
  ],
  ['ssh: Could not resolve host "web1"', 'name.lookup', { source: 'system', outcome: 'failed' }],
  // CheckHostIP: the line of the name is right, that of the address is another machine's.
  [
    "Warning: the ED25519 host key for 'web1' differs from the key for the IP address '192.0.2.5'\nOffending key for IP in /home/alice/.ssh/known_hosts:2\nMatching host key in /home/alice/.ssh/known_hosts:1\nExiting, you have requested strict checking.\nHost key verification failed.",
    'hostkey.check',
    { result: 'changed', file: '/home/alice/.ssh/known_hosts', line: 2 },
  ],
  [
    "The authenticity of host 'web1 (192.0.2.5)' can't be established.\nED25519 key fingerprint is SHA256:abc.\nHost key verification failed.",
    'hostkey.check',
    { result: 'unknown', fingerprint: 'SHA256:abc', type: 'ED25519' },
  ],
  ['alice@web1: Permission denied (publickey,password).', 'auth.end', { how: 'denied' }],
  ['alice@web1: Permission denied (publickey,password).', 'auth.method', { name: 'publickey' }],
  ['Permission denied, please try again.', 'auth.end', { how: 'denied', method: 'password' }],
  [
    'Received disconnect from 192.0.2.5 port 22:2: Too many authentication failures\nDisconnected from 192.0.2.5 port 22',
    'auth.end',
    { how: 'too-many' },
  ],
  [
    'Received disconnect from 192.0.2.5 port 22:2: Too many authentication failures',
    'disconnect',
    { code: 2, stage: 'auth' },
  ],
  [
    '"System is booting up. Unprivileged users are not permitted to log in yet."\nConnection closed by 192.0.2.5 port 22',
    'auth.end',
    { how: 'closed' },
  ],
  [
    'Load key "/home/alice/.ssh/key": invalid format',
    'client.key',
    { path: '/home/alice/.ssh/key', state: 'malformed', named: true },
  ],
  [
    'provider /usr/lib/token.so is not a PKCS11 library',
    'client.key',
    { path: '/usr/lib/token.so', state: 'missing', named: true },
  ],
  [
    'debug1: Offering public key: a ED25519 SHA256:b\ndlopen /usr/lib/token.so failed: libusb.so.0: cannot open shared object file',
    'client.key',
    { path: '/usr/lib/token.so', state: 'missing', named: false },
  ],
  ['Load key "/home/alice/.ssh/id_rsa": bad permissions', 'client.key', { state: 'bad-permissions', named: false }],
  ['Load key "web1.pub": bad permissions', 'client.key', { state: 'not-private' }],
  [
    'Warning: Identity file /home/alice/k not accessible: No such file or directory.',
    'client.key',
    { state: 'missing', named: true },
  ],
  [
    'sign_and_send_pubkey: signing failed for ED25519 "alice@desk" from agent: agent refused operation',
    'client.agent',
    { state: 'refused' },
  ],
  [
    'sign_and_send_pubkey: signing failed for ED25519 "alice@desk" from agent: agent refused operation',
    'auth.key',
    { result: 'sign-failed', source: 'alice@desk', agent: true, type: 'ED25519' },
  ],
  ['shell request failed on channel 0', 'session.end', { how: 'refused' }],
  ['exec request failed on channel 0', 'session.refused', { what: 'exec' }],
  [
    'mux_client_request_session: session request failed: Session open refused by peer',
    'session.refused',
    { what: 'session', reason: 'Session open refused by peer' },
  ],
  ['Connection to web1 closed by remote host.', 'session.end', { how: 'closed' }],
  ['client_loop: send disconnect: Broken pipe', 'session.end', { how: 'reset' }],
  [
    'getifaddrs: wg7: no suitable addresses\nssh: connect to host web1 port 22: failure',
    'config.error',
    { reason: 'bad-value' },
  ],
  [
    "Warning: the ED25519 host key for 'web1' differs from the key for the IP address '192.0.2.5'\nOffending key for IP in /home/alice/.ssh/known_hosts:6\nMatching host key in /home/alice/.ssh/known_hosts:5\nExiting, you have requested strict checking.\nHost key verification failed.",
    'hostkey.check',
    { result: 'changed', file: '/home/alice/.ssh/known_hosts', line: 6 },
  ],
  ['alice@web1: Permission denied ().', 'auth.end', { how: 'denied' }],
  ['vdollar_percent_expand: unknown key %q\npercent_expand: failed', 'config.error', { reason: 'bad-value' }],
  ['Control socket connect(/run/c/web1): Connection refused', 'control.socket', { path: '/run/c/web1', state: 'dead' }],
  ['OpenSSH_for_Windows_9.5p1, LibreSSL 3.8.2', 'client.ssh', { major: 9, minor: 5 }],
];

for (const [text, kind, expected] of plain) {
  test(`without -v: ${text.split('\n')[0]} is ${kind}`, () => {
    const reading = readSshLog(text, 'e1');
    const found = value(reading, kind);
    assert.ok(found, kinds(reading).join(' '));
    assert.deepEqual({ ...found, ...expected }, found);
    assert.deepEqual(reader.recognise(text.split('\n')).length, text.split('\n').length);
    const quotes = reading.observations.map((o) =>
      text.split('\n')[(o.at.line ?? 0) - 1]?.includes(o.at.quote ?? '\0'),
    );
    assert.ok(quotes.every((quoted) => quoted === true));
  });
}

const refusedOnce = 'ssh: connect to host web1 port 22: Connection refused';

test('without -v, too, the last of several runs is judged', () => {
  for (const [text, kinds_] of [
    [`${refusedOnce}\njo@web1: Permission denied (publickey).`, ['auth.end']],
    [`jo@web1: Permission denied (publickey).\n${refusedOnce}`, ['tcp.connect']],
    [`${refusedOnce}\nWarning: Permanently added 'web1' (ED25519) to the list of known hosts.`, ['hostkey.check']],
    [`$ ssh web1\n${refusedOnce}\n$ ssh web1\njo@web1:~$ uptime`, []],
    [`$ ssh -p 22 jo@web1.example.org\n${refusedOnce}\n$ ssh jo@web1.example.org\n[jo@web1 ~]$ uptime`, []],
  ] as const) {
    const reading = readSshLog(text, 'e1');
    const ends = kinds(reading).filter((kind) => /^tcp|\.end$|check$/.test(kind));
    assert.deepEqual([text, ends], [text, kinds_]);
    assert.equal(reading.notes?.length, 1, text);
  }
});

test('what stands behind the last words of a run need not be of another', () => {
  for (const text of [
    refusedOnce,
    `${refusedOnce}\nfatal: Could not read from remote repository.`,
    `$ ssh web1\n${refusedOnce}\nroot@web1:~# systemctl start ssh`,
    `$ ssh web1\n${refusedOnce}\n$ ssh web1`,
    `${refusedOnce}\n# sshd -t\n/etc/ssh/sshd_config: terminating, 1 bad configuration options`,
  ])
    assert.ok(kinds(readSshLog(text, 'e1')).includes('tcp.connect'), text);
  const helped =
    'jo@bastion: Permission denied (publickey).\nssh_exchange_identification: Connection closed by remote host';
  assert.ok(kinds(readSshLog(helped, 'e1')).includes('auth.end'));
});

test("what stands above sshd's own debug output is the client's", () => {
  const debug =
    'debug1: sshd version OpenSSH_9.6, OpenSSL 3.0.13 30 Jan 2024\nConnection closed by 192.0.2.9 port 40000';
  assert.deepEqual(kinds(readSshLog(debug, 'e1')), []);
  const both = `jo@web1: Permission denied (publickey).\n$ sshd -d\n${debug}`;
  assert.deepEqual(
    kinds(readSshLog(both, 'e1')).filter((kind) => kind.endsWith('.end')),
    ['auth.end'],
  );
  assert.deepEqual(reader.recognise(both.split('\n')), [0]);
});

test('text without -v covers nothing', () => {
  for (const [text] of plain.filter(([, kind]) => kind !== 'client.ssh'))
    assert.deepEqual(readSshLog(text, 'e1').covers, []);
});

test('a lone closed or reset connection does not tell the stage', () => {
  for (const line of ['Connection closed by 192.0.2.5 port 22', 'Connection reset by 192.0.2.5 port 22']) {
    const reading = readSshLog(line, 'e1');
    const how = line.includes('closed') ? 'closed' : 'reset';
    const may = value(reading, 'connection.end')?.may ?? [];
    assert.deepEqual(
      [may.slice(0, 3), reading.observations.length],
      [[`identification.${how}`, `kex.${how}`, `auth.${how}`], 4],
    );
    assert.match(reading.notes?.[0] ?? '', /does not tell at which stage/);
  }
});

test('no match: the option that cures it leaves out what is no algorithm', () => {
  const offer = 'kex-strict-s-v00@openssh.com,diffie-hellman-group14-sha1';
  const text = `Unable to negotiate with 192.0.2.5 port 22: no matching key exchange method found. Their offer: ${offer}`;
  const reading = readSshLog(text, 'e1');
  assert.deepEqual(value(reading, 'kex.mismatch'), {
    what: 'kex',
    client: '',
    server: offer,
    option: '-o KexAlgorithms=+diffie-hellman-group14-sha1',
  });
  assert.equal(value(reading, 'kex.end')?.how, 'no-match');
});

test('a changed key: file, line and fingerprint from the warning', () => {
  const text = `@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
The fingerprint for the ED25519 key sent by the remote host is
SHA256:abc.
Add correct host key in /home/alice/.ssh/known_hosts to get rid of this message.
Offending ED25519 key in /home/alice/.ssh/known_hosts:3
Host key for web1 has changed and you have requested strict checking.
Host key verification failed.`;
  const found = value(readSshLog(text, 'e1'), 'hostkey.check');
  assert.equal(found?.result, 'changed');
  assert.deepEqual([found?.type, found?.fingerprint], ['ED25519', 'SHA256:abc']);
  assert.deepEqual([found?.file, found?.line], ['/home/alice/.ssh/known_hosts', 3]);
});

test("sshd's own words are not those of ssh", () => {
  const lines = [
    'Jan 31 12:00:00 web1 sshd[7]: Connection closed by 192.0.2.9 port 40000 [preauth]',
    '/etc/ssh/sshd_config: line 9: Bad configuration option: portt',
    'rsync: mkstemp failed: Permission denied (13)',
    'bash: ./x: Permission denied',
  ];
  for (const line of lines) {
    assert.deepEqual(readSshLog(line, 'e1').observations, []);
    assert.deepEqual(reader.recognise([line]), []);
  }
});

test('any text gives a reading, and quotes stand in it', () => {
  const words = fc.constantFrom(
    'debug1: ',
    'OpenSSH_9.2p1',
    'Connecting to web1 [192.0.2.5] port 22.',
    'Remote protocol version 2.0, remote software version x',
    'Executing proxy command: exec nc',
    'Connection closed by UNKNOWN port 65535',
    'kex_exchange_identification: ',
    'SSH2_MSG_NEWKEYS received',
    'Offering public key: k',
    'Permission denied (publickey)',
    'Exit status 0',
    '\n',
    '\r\n',
    ' ',
    'debug2: peer server KEXINIT proposal',
  );
  const piece = fc.oneof(
    words,
    fc.string({ unit: 'binary' }),
    fc.constantFrom('__proto__: ', 'constructor', '\x1b[31m', '\0'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.boolean(), (pieces, cut) => {
      const text = pieces.join('');
      const times = text.split('\n').map((_, i) => i * 3000);
      const reading = readSshLog(text, 'e1', { times, cut });
      const count = text.split('\n').length;
      assert.ok(reading.observations.every((o) => (o.at.line ?? 0) >= 1 && (o.at.line ?? 0) <= count));
      const found = reader.recognise(text.split('\n'));
      assert.ok(found.every((i) => i >= 0 && i < count));
    }),
  );
});

test('text without a word of ssh states nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.lorem(), { maxLength: 20 }), (lines) => {
      const reading = readSshLog(lines.join('\n'), 'e1');
      assert.deepEqual([reading.observations, reading.covers, reading.notes], [[], [], undefined]);
      assert.deepEqual(reader.recognise(lines), []);
    }),
  );
});

// What grows with the square of the length would not end within the limit that every test file has.
test('a long text is read to its end', () => {
  const line =
    'debug1: Offering public key: /home/alice/.ssh/k ED25519 SHA256:abc explicit\nLoad key "/home/alice/.ssh/k": bad permissions\n';
  assert.ok(readSshLog(`OpenSSH_9.2p1\n${line.repeat(20000)}`, 'e1').observations.length > 0);
  assert.deepEqual(readSshLog(`debug1: ${'x '.repeat(500000)}`, 'e1').observations, []);
});

test('a notice before the login speaks of no session that was denied', () => {
  const notice = 'WARNING: Your password has expired.';
  const denied = 'alice@web1: Permission denied (publickey,password).';
  assert.ok(kinds(readSshLog(`${notice}\n`, 'e1')).includes('session.end'));
  assert.ok(!kinds(readSshLog(`${notice}\n${denied}\n`, 'e1')).includes('session.end'));
});

test('a file with a relative name is its own where ssh itself said so, and may be the rest of a longer one in what was copied', () => {
  const text = 'cfg: line 2: Bad configuration option: portt\n';
  const reasons = (whole: boolean): unknown =>
    readSshLog(text, 'e1', { whole }).observations.map((o) => o.kind === 'config.error' && o.value.reason);
  assert.deepEqual(reasons(true), ['bad-option']);
  assert.deepEqual(reasons(false), ['other']);
});
