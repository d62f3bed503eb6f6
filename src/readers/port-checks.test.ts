import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Evidence } from '../model/evidence.ts';
import { reader } from './port-checks.ts';

function evidence(data: string): Evidence {
  return { id: 'e1', kind: 'port-checks', vantage: 'client', at: '2026-01-31T12:00:00.000Z', title: '', data };
}

/** Each fact in short: kind, address, port, outcome, errno, answer. */
function facts(text: string): readonly string[] {
  return reader.read(evidence(text)).observations.map(({ kind, value }) => {
    const { address, port, outcome, errno, answer } = value as Record<string, unknown>;
    return [kind, address, port, outcome, errno, answer].filter((x) => x !== undefined).join(' ');
  });
}

const refused = 'tcp.connect 192.0.2.5 22 refused ECONNREFUSED';
const open = 'tcp.connect 192.0.2.5 22 open';
const nmap = 'Nmap scan report for web1 (192.0.2.5)\nHost is up (0.01s latency).\n\nPORT STATE SERVICE REASON\n';

test('what each program prints', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['nc: connect to 192.0.2.5 port 22 (tcp) failed: Connection refused', refused],
    ['nc: connect to web1 (192.0.2.5) port 22 (tcp) failed: Connection refused', refused],
    [
      'nc: connect to 192.0.2.5 port 22 (tcp) failed: No route to host',
      'tcp.connect 192.0.2.5 22 unreachable EHOSTUNREACH',
    ],
    ['nc: connect to 192.0.2.5 port 22 (tcp) timed out: Operation now in progress', 'tcp.connect 192.0.2.5 22 timeout'],
    [
      'nc: connectx to 192.0.2.5 port 22 (tcp) failed: Operation timed out',
      'tcp.connect 192.0.2.5 22 timeout ETIMEDOUT',
    ],
    ['nc: web1 (192.0.2.5:22): Connection refused', refused],
    ['Connecting To 192.0.2.5...Could not open connection to the host, on port 22: Connect failed', 'connection.end'],
    ['WARNING: TCP connect to (192.0.2.5 : 22) failed', 'connection.end'],
    ['Connection to 192.0.2.5 22 port [tcp/ssh] succeeded!', open],
    ['Connection to web1 (192.0.2.5) 22 port [tcp/ssh] succeeded!', open],
    ['(UNKNOWN) [192.0.2.5] 22 (ssh) : Connection refused', refused],
    ['web1 [192.0.2.5] 22 (ssh) open', open],
    ['Ncat: Version 7.93 ( https://nmap.org/ncat )\nNcat: Connected to 192.0.2.5:22.', open],
    ['$ ncat -v 192.0.2.5 22\nNcat: Connection refused.', refused],
    ['$ ncat 192.0.2.5 22\nNcat: TIMEOUT.', 'tcp.connect 192.0.2.5 22 timeout'],
    [
      '$ telnet 192.0.2.5 22\nTrying 192.0.2.5...\ntelnet: Unable to connect to remote host: Connection refused',
      refused,
    ],
    ['% telnet web1 22\ntelnet: connect to address 192.0.2.5: Connection refused', refused],
    ["$ telnet 192.0.2.5 22\nConnected to 192.0.2.5.\nEscape character is '^]'.", open],
    ['* connect to 192.0.2.5 port 22 failed: Connection refused', refused],
    ['* connect to 192.0.2.5 port 22 from 192.0.2.9 port 40000 failed: Connection refused', refused],
    ['* Connected to web1 (192.0.2.5) port 22 (#0)', open],
    ['curl: (7) Failed to connect to 192.0.2.5 port 22: Connection refused', refused],
    [`${nmap}22/tcp open ssh syn-ack ttl 64`, open],
    [`${nmap}22/tcp closed ssh`, 'tcp.connect 192.0.2.5 22 refused'],
    [`${nmap}22/tcp closed ssh reset ttl 64`, 'tcp.connect 192.0.2.5 22 refused rst'],
    [`${nmap}22/tcp closed ssh conn-refused`, 'tcp.connect 192.0.2.5 22 refused'],
    [`${nmap}22/tcp filtered ssh no-response`, 'tcp.connect 192.0.2.5 22 timeout nobody'],
    [`${nmap}22/tcp filtered ssh port-unreach ttl 64`, 'tcp.connect 192.0.2.5 22 refused icmp'],
    [`${nmap}22/tcp filtered ssh admin-prohibited ttl 60`, 'tcp.connect 192.0.2.5 22 prohibited icmp'],
  ];
  for (const [text, fact] of cases) assert.deepEqual(facts(text), [fact], text);
});

test('filtered without a reason leaves open what it was', () => {
  const reading = reader.read(evidence(`${nmap}22/tcp filtered ssh`));
  const kinds = reading.observations.map((o) => o.kind);
  assert.deepEqual([reading.covers, kinds, reading.notes?.length], [[], ['connection.end'], 1]);
  const both = `${nmap}22/tcp filtered ssh\nssh: connect to host 192.0.2.5 port 22: Connection timed out`;
  assert.deepEqual(facts(both), []);
});

test('nmap tells a service that is no SSH', () => {
  const kinds = (row: string) => reader.read(evidence(`${nmap}${row}`)).observations.map((o) => o.kind);
  assert.deepEqual(kinds('22/tcp open http nginx 1.24.0'), ['tcp.connect', 'identification.end']);
  assert.deepEqual(kinds('22/tcp open tcpwrapped'), ['tcp.connect', 'connection.end']);
  for (const row of ['22/tcp open ssh', '22/tcp open ssh?', '22/tcp open unknown'])
    assert.deepEqual(kinds(row), ['tcp.connect'], row);
});

test('addresses of one name belong together, and two machines do not', () => {
  const kinds = (text: string) => reader.read(evidence(text)).observations.map((o) => o.kind);
  const one = 'nc: connect to web1 (192.0.2.5) port 22 (tcp) failed: Connection refused\n';
  const named = ['tcp.connect', 'tcp.connect', 'name.address', 'name.address'];
  assert.deepEqual(kinds(`${one}Connection to web1 (192.0.2.6) 22 port [tcp/ssh] succeeded!`), named);
  assert.deepEqual(kinds(`${one}Connection to web2 (192.0.2.6) 22 port [tcp/ssh] succeeded!`), named.slice(0, 2));
});

test('ssh-keyscan is closed on', () => {
  const closed = 'web1: Connection closed by remote host';
  const kinds = (text: string) => reader.read(evidence(text)).observations.map((o) => o.kind);
  assert.deepEqual(kinds(`$ ssh-keyscan -t ed25519 -p 2222 web1\n${closed}\n${closed}`), ['identification.end']);
  assert.deepEqual(kinds('# ssh-keyscan web1\nread (web1): Connection reset by peer'), ['identification.end']);
  assert.deepEqual(kinds(closed), []);
});

test('ssh-keyscan shows the version line', () => {
  const { observations } = reader.read(evidence('# 192.0.2.5:22 SSH-2.0-OpenSSH_9.2p1 Debian-2'));
  assert.deepEqual(
    observations.map((o) => o.kind),
    ['tcp.connect', 'identification.version'],
  );
});

test('other ports are controls of the same machine only', () => {
  assert.deepEqual(facts('nc: connect to 192.0.2.5 port 80 (tcp) failed: Connection refused'), []);
  const both = 'nc: connect to 192.0.2.5 port 22 (tcp) failed: Connection refused\n';
  assert.deepEqual(facts(`${both}Connection to 192.0.2.5 443 port [tcp/https] succeeded!`), [
    refused,
    'tcp.control 192.0.2.5 443 open',
  ]);
  assert.deepEqual(facts(`${both}Connection to 192.0.2.6 443 port [tcp/https] succeeded!`), [refused]);
});

test('the port that ssh was told is the one in question', () => {
  const text =
    'debug1: Connecting to 192.0.2.5 [192.0.2.5] port 2222.\nConnection to 192.0.2.5 2222 port [tcp/*] succeeded!';
  assert.deepEqual(facts(text), ['tcp.connect 192.0.2.5 2222 open']);
});

test('a name that ssh tells and its address are one place', () => {
  const text =
    'ssh: connect to host web1 port 22: Connection refused\nnc: connect to web1 (192.0.2.5) port 22 (tcp) failed: Connection refused';
  assert.deepEqual(facts(text), [refused.replace('192.0.2.5', 'web1')]);
});

test('lines of others', () => {
  const lines = [
    'ssh: connect to host web1 port 22: Connection refused',
    'Ncat: Connection refused.',
    'telnet: Unable to connect to remote host: Connection refused',
    'Connected to 192.0.2.5.',
    '22/tcp open ssh',
    '22/tcp ALLOW Anywhere',
    'Connection to 192.0.2.5 22 port [udp/*] succeeded!',
    "curl: (7) Failed to connect to 192.0.2.5 port 22 after 0 ms: Couldn't connect to server",
    'Connection to 192.0.2.5 closed by remote host.',
    '$ telnet 192.0.2.5 22\n$ ftp web1\nConnected to web1.',
    'nc: connect to 192.0.2.5 port 22 (tcp) failed: Connection refused\nConnection closed by UNKNOWN port 65535',
  ];
  for (const line of lines) {
    assert.deepEqual(facts(line), [], line);
    assert.deepEqual(reader.recognise(line.split('\n')), [], line);
  }
});

test('any text gives a reading', () => {
  const words = fc.constantFrom(
    'nc: connect to ',
    'a port 22 (tcp) failed: ',
    '$ telnet a 22',
    '\n',
    '22/tcp open ssh',
  );
  const texts = fc.array(fc.oneof(words, fc.string({ unit: 'binary' }))).map((parts) => parts.join(''));
  fc.assert(
    fc.property(texts, (text) => {
      assert.deepEqual(reader.read(evidence(text)).covers, []);
      for (const i of reader.recognise(text.split('\n'))) assert.ok(i >= 0 && i < text.split('\n').length);
    }),
  );
});

test('a check that opens beside an ssh that does not is no proof of either', () => {
  const text = [
    'ssh: connect to host 192.0.2.5 port 22: Connection timed out',
    'Connection to 192.0.2.5 22 port [tcp/ssh] succeeded!',
  ].join('\n');
  const { observations, notes } = reader.read(evidence(text));
  assert.deepEqual(observations, []);
  assert.match(notes?.join() ?? '', /different machines/);
});

test('ssh called again with another port, and who is in there', () => {
  const greeting = "Hi kim! You've successfully authenticated, but GitHub does not provide shell access.";
  const again = (call: string, said: string): boolean =>
    facts(`ssh: connect to host github.com port 22: Connection timed out\n${call}\n${said}`).some((one) =>
      one.startsWith('ssh.elsewhere '),
    );
  assert.ok(again('$ ssh -T -p 443 git@ssh.github.com', greeting));
  assert.ok(again('$ ssh -p 2222 kim@github.com', 'Last login: Tue Jan  6 10:00:00 2026 from 192.0.2.9'));
  // The same port, another machine, and one that lets nobody in.
  assert.ok(!again('$ ssh -T -p 22 git@github.com', greeting));
  assert.ok(!again('$ ssh -T -p 443 git@ssh.gitlab.com', greeting));
  assert.ok(!again('$ ssh -T -p 443 git@ssh.github.com', 'git@ssh.github.com: Permission denied (publickey).'));
});
