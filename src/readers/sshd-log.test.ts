import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Evidence } from '../model/evidence.ts';
import { explained } from '../test/lab/told.ts';
import { reader, sshdMessage } from './sshd-log.ts';

const message = 'Connection closed by authenticating user alice 192.0.2.9 port 40000 [preauth]';

function evidence(data: string): Evidence {
  return { id: 'e1', kind: 'sshd-log', vantage: 'server', at: '2026-01-31T12:00:00.000Z', title: '', data };
}

test('a line of sshd in each of its forms', () => {
  const lines = [
    `Jan 31 12:00:00 web1 sshd[7]: ${message}`,
    `Jan  1 12:00:00 web1 sshd-session[7]: ${message}`,
    `2026-01-31T12:00:00.123456+01:00 web1 sshd[7]: ${message}`,
    `2026-01-31 12:00:00 web1 sshd-auth[7]: ${message}`,
    `Sat 2026-01-31 12:00:00 UTC web1 sshd[7]: ${message}`,
    `<38>Jan 31 12:00:00 sshd[7]: ${message}`,
    `/var/log/auth.log:Jan 31 12:00:00 web1 sshd[7]: ${message}`,
    `sshd[7]: ${message}`,
    `Jan 31 12:00:00 web1 sshd[7]: message repeated 2 times: [ ${message}]`,
    `\x1b[1mJan 31 12:00:00 web1 sshd[7]: ${message}\x1b[0m\r`,
  ];
  for (const line of lines) assert.equal(sshdMessage(line), message, line);
});

test('lines of others', () => {
  const lines = [
    'Jan 31 12:00:00 web1 systemd[1]: ssh.service: Deactivated successfully.',
    'Jan 31 12:00:00 web1 kernel: audit: comm="sshd" sig=31',
    // sshd -t says so too.
    'sshd: no hostkeys available -- exiting.',
    'Missing privilege separation directory: /run/sshd',
    'error: 22 is no port',
    'ssh: connect to host web1 port 22: Connection refused',
  ];
  for (const line of lines) assert.equal(sshdMessage(line), null, line);
});

test("words that are sshd's alone need no name before them", () => {
  const windows = "Permissions for 'C:\\\\ProgramData\\\\ssh\\\\ssh_host_rsa_key' are too open.";
  assert.equal(sshdMessage(windows), windows);
  assert.equal(sshdMessage("Permissions for 'C:\\\\Users\\\\kim\\\\.ssh\\\\id_rsa' are too open."), null);
  for (const line of [
    'drop connection #10 from [192.0.2.9]:40000 on [192.0.2.5]:22 past MaxStartups',
    'fatal: bad ownership or modes for chroot directory "/home/alice"',
    'Accepted publickey for alice from 192.0.2.9 port 40000 ssh2: ED25519 SHA256:abc',
    '/usr/sbin/sshd: error while loading shared libraries: libcrypto.so.1.1: cannot open shared object file',
  ])
    assert.equal(sshdMessage(line), line);
});

test('it states each line, and covers nothing', () => {
  const reading = reader.read(evidence(`x\nJan 31 12:00:00 web1 sshd[7]: error: beginning MaxStartups throttling\n`));
  assert.deepEqual(reading.covers, []);
  assert.deepEqual(reading.observations, [
    {
      kind: 'sshd.log',
      value: { message: 'error: beginning MaxStartups throttling' },
      at: { evidence: 'e1', line: 2, quote: 'Jan 31 12:00:00 web1 sshd[7]: error: beginning MaxStartups throttling' },
    },
  ]);
  assert.deepEqual(reader.recognise(['x', `sshd[7]: ${message}`]), [1]);
});

test('whom a connection names, each of its lines is about', () => {
  const users = (...lines: readonly string[]) =>
    reader.read(evidence(lines.join('\n'))).observations.map(({ value }) => (value as { user?: string }).user);
  const closed = 'Connection closed by authenticating user jo 192.0.2.9 port 40000 [preauth]';
  assert.deepEqual(users('sshd[7]: Certificate invalid: expired', `sshd[7]: ${closed}`, 'sshd[8]: x'), [
    'jo',
    'jo',
    undefined,
  ]);
  assert.deepEqual(users('sshd[9]: ROOT LOGIN REFUSED FROM 192.0.2.9 port 40000'), ['root']);
});

test('of a very long log the end is read', () => {
  const reading = reader.read(evidence('sshd[7]: x\n'.repeat(6000)));
  assert.deepEqual([reading.observations.length, reading.notes?.length], [5000, 1]);
});

test('any text gives a reading', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { observations } = reader.read(evidence(text));
      assert.deepEqual(reader.recognise(text.split('\n')).length, observations.length);
    }),
  );
});

test('a line with the name alone is of sshd where its words are', () => {
  assert.equal(
    sshdMessage('sshd: error: Certificate invalid: not yet valid'),
    'error: Certificate invalid: not yet valid',
  );
  assert.equal(sshdMessage('sshd: error: the word is in a sentence'), null);
});

test('what the library of hosts.deny says for another program is not of sshd', () => {
  const line = (name: string): string =>
    `Nov 29 13:10:01 h77 ${name}[500]: refused connect from 192.0.2.15 (192.0.2.15)`;
  assert.equal(explained(line('sshd')).verdict.roots[0] ?? explained(line('sshd')).verdict.candidates[0], 'hosts-deny');
  const { roots, candidates } = explained(line('vsftpd')).verdict;
  assert.deepEqual([...roots, ...candidates], []);
});

test('what sshd tells another address of the internet, where the client has told its own, is left out', () => {
  const kept = (own: string, message: string): number => {
    const data = `my ip: ${own}\nJan 31 11:59:01 web1 sshd[600]: ${message}`;
    return reader.read({ id: 'e1', kind: 'sshd-log', vantage: 'server', at: '', title: '', data }).observations.length;
  };
  const dropped = 'drop connection #0 from [203.0.113.9]:4011 on [192.0.2.5]:22 penalty: failed authentication';
  assert.equal(kept('203.0.113.9', dropped), 1);
  assert.equal(kept('198.51.100.7', dropped), 0);
  // It may come through a hop, or its address may be translated.
  assert.equal(kept('198.51.100.7', 'Failed password for alice from 203.0.113.9 port 4011 ssh2'), 1);
  assert.equal(kept('10.0.0.7', dropped), 1);
});
