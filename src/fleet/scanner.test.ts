import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Fleet } from '../model/fleet.ts';
import { reader } from '../readers/sshd-log.ts';
import { Books } from './books.ts';
import { fleetOf } from './report.ts';
import { Scanner, type Window } from './scanner.ts';

const now = Date.parse('2026-01-31T12:00:00Z');
const clock = { now, utc: (wall: number): number => wall };
const all: Window = { host: null, since: null, until: null };

/** Texts are taken as bytes: those of UTF-8. */
function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function scan(pieces: readonly string[], window: Window = all, at = now): Fleet {
  const scanner = new Scanner(window, { ...clock, now: at });
  scanner.file('auth.log', false, { ...clock, now: at });
  for (const piece of pieces) scanner.feed(Buffer.from(piece, 'latin1'));
  return fleetOf([scanner], { files: ['auth.log'], bytes: 0, window, localZone: () => 0, notes: [] });
}

const sample = [
  'Jan 30 23:59:50 web1 sshd[611]: Server listening on 0.0.0.0 port 22.',
  'Jan 30 23:59:50 web1 sshd[611]: Server listening on :: port 22.',
  'Jan 31 00:00:01 web1 sshd[1001]: Invalid user admin from 203.0.113.5 port 41000',
  'Jan 31 00:00:02 web1 sshd[1001]: Failed password for invalid user admin from 203.0.113.5 port 41000 ssh2',
  'Jan 31 00:00:03 web1 sshd[1001]: Connection closed by invalid user admin 203.0.113.5 port 41000 [preauth]',
  'Jan 31 00:01:00 web1 CRON[1100]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)',
  'Jan 31 00:02:00 web1 sshd[1002]: Failed password for alice from 198.51.100.7 port 50000 ssh2',
  'Jan 31 00:02:05 web1 sshd[1002]: Accepted password for alice from 198.51.100.7 port 50000 ssh2',
  'Jan 31 00:03:00 web1 sshd-session[1003]: error: kex_exchange_identification: Connection closed by remote host',
  'Jan 31 00:03:00 web1 sshd-session[1003]: Connection closed by 203.0.113.9 port 40100',
  'Jan 31 00:04:00 web1 sshd-session[1004]: Unable to negotiate with 203.0.113.9 port 40102: no matching host key type found. Their offer: ssh-dss [preauth]',
  'Jan 31 00:05:00 web1 sshd[611]: drop connection #10 from [203.0.113.9]:1 on [192.0.2.5]:22 past MaxStartups',
  'Jan 31 00:06:00 web1 sshd-session[1005]: Failed password for root from 2001:db8::9 port 40102 ssh2',
  'Jan 31 00:06:01 web1 sshd-session[1005]: message repeated 2 times: [ Failed password for root from 2001:db8::9 port 40102 ssh2]',
  'Jan 31 00:06:02 web1 sshd-session[1005]: error: maximum authentication attempts exceeded for root from 2001:db8::9 port 40102 ssh2 [preauth]',
  'Jan 31 00:06:02 web1 sshd-session[1005]: Disconnecting authenticating user root 2001:db8::9 port 40102: Too many authentication failures [preauth]',
  '2026-01-31T00:07:00.123456+00:00 db1 sshd[9]: User m\u00fcller from 203.0.113.8 not allowed because not listed in AllowUsers',
  '2026-01-31 00:08:00,123 fail2ban.actions        [712]: NOTICE  [sshd] Ban 203.0.113.5',
  'Jan 31 00:09:00 web1 sshguard[8]: Blocking "203.0.113.9/32" for 120 secs (3 attacks in 10 secs, after 1 abuses over 10 secs.)',
  '{"__REALTIME_TIMESTAMP":"1769818200000000","_HOSTNAME":"db1","SYSLOG_IDENTIFIER":"sshd","_PID":"77","MESSAGE":"Timeout before authentication for 203.0.113.4 port 5000"}',
];
const text = bytesOf(`${sample.join('\n')}\n`);

test('what a log of each form says', () => {
  const f = scan([text]);
  assert.deepEqual([f.lines, f.logins, f.failed, f.knownFailed], [20, 1, 7, 0]);
  assert.deepEqual([f.daemon.starts, f.bans.count, f.throttling.count], [1, 2, 1]);
  assert.deepEqual([f.from, f.to], ['2026-01-30T23:59:50.000Z', '2026-01-31T00:10:00.000Z']);
  assert.equal(f.lastLogin?.user, 'alice');
  assert.equal(f.firstFailure?.quote, sample[8]);
  const counts = new Map(f.sources.top.map((s) => [s.name, s.count]));
  assert.deepEqual(
    ['203.0.113.5', '203.0.113.9', '2001:db8::9', '203.0.113.8', '203.0.113.4', '198.51.100.7'].map((s) =>
      counts.get(s),
    ),
    [1, 3, 1, 1, 1, undefined],
  );
  assert.deepEqual(
    f.hosts.map((h) => [h.host, h.failed, h.logins]),
    [
      ['web1', 5, 1],
      ['db1', 2, 0],
    ],
  );
  const rows = new Map(f.rows.map((r) => [r.causes.join(), r.connections]));
  assert.deepEqual(
    // Wrong passwords are no keys: the line that may speak of keys counts only where no other says more.
    ['algorithm-mismatch', 'sshd-policy-denies-user', 'login-grace-time', 'too-many-keys'].map((c) => rows.get(c)),
    [1, 1, 1, undefined],
  );
  assert.equal(
    f.users.top.some((u) => u.name === 'm\u00fcller'),
    true,
  );
});

test('the same entries in every form that loggers and journalctl give them', () => {
  const message = 'Accepted publickey for alice from 198.51.100.7 port 5 ssh2: ED25519 SHA256:x';
  const fields = `_HOSTNAME=web1\nSYSLOG_IDENTIFIER=sshd-session\n_PID=77\nMESSAGE=${message}\n`;
  const cursor = 's=c4c0ee1104084fd7811cca6f0a039c6e;i=1;b=1';
  const entry = {
    __CURSOR: cursor,
    __REALTIME_TIMESTAMP: '1769818200000000',
    ...Object.fromEntries(
      fields
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/=(.*)/)),
    ),
  };
  const said = `sshd-session[77]: ${message}\n`;
  const forms: Readonly<Record<string, string>> = {
    syslog: `Jan 31 00:10:00 web1 ${said}`,
    'short-precise': `Jan 31 00:10:00.123456 web1 ${said}`,
    busybox: `Jan 31 00:10:00 web1 auth.info ${said}`,
    'FreeBSD, syslogd -v': `Jan 31 00:10:00 <auth.info> web1 ${said}`,
    'syslog-ng with the year': `2026 Jan 31 00:10:00 web1 ${said}`,
    'the year behind the day': `Jan 31 2026 00:10:00 web1 ${said}`,
    'with-unit': `Sat 2026-01-31 00:10:00 UTC web1 ssh.service[77]: ${message}\n`,
    json: `${JSON.stringify(entry)}\n`,
    'json-seq': `\x1e${JSON.stringify(entry)}\n`,
    'json-sse': `data: ${JSON.stringify(entry)}\n\n`,
    'json-pretty': `${JSON.stringify(entry, null, '\t').replaceAll('": "', '" : "')}\n`,
    export: `__CURSOR=${cursor}\n__REALTIME_TIMESTAMP=1769818200000000\n${fields}\n`,
    verbose: `Sat 2026-01-31 00:10:00.000001 UTC [${cursor}]\n${fields.replace(/^/gm, '    ').trimEnd()}\n`,
  };
  for (const [name, form] of Object.entries(forms)) {
    const f = scan([
      form,
      form.replaceAll('77', '78').replaceAll(':10:00', ':11:00').replace('8200000000', '8260000000'),
    ]);
    assert.deepEqual([f.sshd, f.logins, f.hosts.map((h) => h.host)], [2, 2, ['web1']], name);
    assert.deepEqual([f.from, f.to], ['2026-01-31T00:10:00.000Z', '2026-01-31T00:11:00.000Z'], name);
  }
  const router = scan([`Sat Jan 31 00:10:00 2026 authpriv.info ${said}`]);
  assert.deepEqual([router.logins, router.lastLogin?.at], [1, '2026-01-31T00:10:00.000Z']);
  assert.equal(scan([`[   12.345678] web1 ${said}`]).logins, 1);
});

test('dropbear tells of connections in words of its own', () => {
  const { failed, logins, sources, rows, facts } = scan(
    [
      'dropbear[21]: Child connection from 203.0.113.5:51000',
      "dropbear[21]: Bad password attempt for 'root' from 203.0.113.5:51000",
      "dropbear[21]: Bad password attempt for 'root' from 203.0.113.5:51000",
      "dropbear[21]: Exit before auth from <203.0.113.5:51000>: (user 'root', 2 fails): Exited normally",
      'dropbear[22]: Login attempt for nonexistent user from 203.0.113.6:51000',
      'dropbear[22]: Exit before auth from <203.0.113.6:51000>: Disconnect received',
      'dropbear[23]: Exit before auth from <2001:db8::7:51000>: Exited normally',
      "dropbear[24]: Bad password attempt for 'alice' from 198.51.100.7:5",
      "dropbear[24]: Password auth succeeded for 'alice' from 198.51.100.7:5",
      'dropbear[24]: Exit (alice) from <198.51.100.7:5>: Disconnect received',
      "dropbear[25]: Pubkey auth succeeded for 'alice' with ssh-ed25519 key SHA256:x from 198.51.100.7:6",
    ].map((line, i) => `Jan 31 10:00:${10 + i} gw authpriv.info ${line}\n`),
  );
  assert.deepEqual([failed, logins, facts.length], [3, 2, 0]);
  assert.deepEqual(sources.top.map((s) => s.name).sort(), ['2001:db8::7', '203.0.113.5', '203.0.113.6']);
  assert.equal(
    rows.some((r) => r.what === 'refused: password'),
    true,
  );
});

test('of several logs the earliest line comes next, wherever their pieces end', () => {
  const lineAt = (minute: number, host: string, message: string): string =>
    `Jan 31 10:${String(minute).padStart(2, '0')}:00 ${host} sshd[${minute}]: ${message}\n`;
  const failed = 'Failed password for root from 203.0.113.5 port 1 ssh2';
  const good = 'Accepted password for alice from 198.51.100.7 port 1 ssh2';
  const one = [1, 5, 9, 20].map((m) => lineAt(m, 'web1', m === 9 ? good : failed)).join('');
  const two = [2, 6, 7, 12, 30].map((m) => lineAt(m, 'db1', m === 7 ? good : failed)).join('');
  fc.assert(
    fc.property(fc.nat(one.length), fc.nat(two.length), (a, b) => {
      const books = new Books();
      const logs = [one, two].map((log, i) => {
        const scanner = new Scanner(all, clock, books);
        scanner.file(String(i), false, clock);
        const cut = i === 0 ? a : b;
        return { scanner, next: 0, pieces: [log.slice(0, cut), log.slice(cut)].map((p) => Buffer.from(p)) };
      });
      for (let open = [...logs]; open.length > 0; open = open.filter((log) => log.pieces.length > 0)) {
        const [first, other] = open.sort((x, y) => x.next - y.next);
        const piece = first?.pieces.shift();
        if (first === undefined || piece === undefined) continue;
        const taken = first.scanner.feed(piece, other?.next);
        if (first.scanner.late === null) continue;
        first.pieces.unshift(piece.subarray(taken));
        first.next = first.scanner.late;
      }
      const [x, y] = logs.map((log) => log.scanner) as [Scanner, Scanner];
      const f = fleetOf([x, y], { files: [], bytes: 0, window: all, localZone: () => 0, notes: [] });
      assert.deepEqual([f.lines, f.failed, f.logins], [9, 7, 2]);
      assert.deepEqual([f.lastLogin?.host, f.firstFailure?.at], ['web1', '2026-01-31T10:12:00.000Z']);
    }),
  );
});

test('it sees the lines that the ordinary reader sees', () => {
  const plain = sample.filter((line) => !line.startsWith('{'));
  const evidence = {
    id: 'e1',
    kind: 'sshd-log',
    vantage: 'server' as const,
    at: '',
    title: '',
    data: plain.join('\n'),
  };
  assert.equal(scan([bytesOf(plain.join('\n'))]).sshd, reader.read(evidence).observations.length);
});

test('however it is cut, the figures are the same', () => {
  const whole = scan([text]);
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
      const at = [0, ...[...cuts].sort((a, b) => a - b), text.length];
      const pieces = at.slice(1).map((end, i) => text.slice(at[i], end));
      assert.deepEqual(scan(pieces), whole);
    }),
    { numRuns: 60 },
  );
});

test('any bytes give figures', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(...sample),
    fc
      .tuple(fc.constantFrom(...sample), fc.nat(200), fc.string())
      .map(([s, i, x]) => s.slice(0, i) + x + s.slice(i + 1)),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const { failed, logins } = scan([bytesOf(lines.join('\n'))]);
      assert.equal(failed >= 0 && logins >= 0, true);
    }),
  );
});

test('nothing is kept of a piece: its bytes may be overwritten by the next one', () => {
  const bytes = Buffer.from(text, 'latin1');
  const scanner = new Scanner(all, clock);
  scanner.file('auth.log', false, clock);
  const room = Buffer.alloc(97);
  for (let at = 0; at < bytes.length; at += room.length) {
    const length = bytes.copy(room, 0, at);
    scanner.feed(room.subarray(0, length));
    room.fill('\n');
  }
  const fleet = fleetOf([scanner], { files: ['auth.log'], bytes: 0, window: all, localZone: () => 0, notes: [] });
  assert.deepEqual(fleet, scan([text]));
});

test('a line without end costs no memory, and the next one is read', () => {
  const scanner = new Scanner(all, clock);
  const piece = '\0'.repeat(1 << 16);
  for (let i = 0; i < 2000; i++) scanner.feed(Buffer.from(piece, 'latin1'));
  scanner.feed(Buffer.from(`\n${text}`, 'latin1'));
  assert.deepEqual([scanner.lines, scanner.books.failed], [21, 7]);
});

test('names in a log may lie about the source', () => {
  const { sources, failed } = scan([
    'Jan 31 00:00:01 web1 sshd[1]: Failed password for invalid user x from 192.0.2.1 port 22 from 203.0.113.5 port 41000 ssh2\n',
    'Jan 31 00:00:01 web1 sshd[2]: User a from 192.0.2.1 from 203.0.113.5 not allowed because not listed in AllowUsers\n',
    'Jan 31 00:00:01 web1 app[3]: sshd[4]: Accepted password for root from 192.0.2.1 port 1 ssh2\n',
  ]);
  assert.equal(failed, 2);
  assert.deepEqual(sources.top, [{ name: '203.0.113.5', count: 2, missed: 0 }]);
});

test('stamps without a year: the turn of it, and a window', () => {
  const log = [
    'Dec 31 23:59:59 web1 sshd[1]: Failed password for root from 203.0.113.5 port 1 ssh2',
    'Jan  1 00:00:01 web1 sshd[2]: Failed password for root from 203.0.113.5 port 2 ssh2',
    'Dec 31 23:59:58 web1 sshd[3]: Failed password for root from 203.0.113.5 port 3 ssh2',
    'Jan  2 00:00:01 web1 sshd[4]: Accepted publickey for alice from 198.51.100.7 port 4 ssh2: ED25519 SHA256:x',
    '',
  ].join('\n');
  const f = scan([log]);
  assert.deepEqual([f.from, f.to], ['2025-12-31T23:59:58.000Z', '2026-01-02T00:00:01.000Z']);
  const since = scan([log], { ...all, since: Date.parse('2026-01-01T00:00:00Z') });
  assert.deepEqual([since.failed, since.logins], [1, 1]);
  assert.deepEqual([scan([log], { ...all, host: 'web2' }).sshd, scan([log], { ...all, host: 'web1' }).sshd], [0, 4]);
});

test('MaxStartups from its beginning to its end, with what no line tells one by one', () => {
  const at = (minute: number, message: string): string =>
    `Jan 31 10:${String(minute).padStart(2, '0')}:00 web1 sshd[1]: ${message}\n`;
  const { throttling, penalties, failed } = scan([
    at(0, 'error: beginning MaxStartups throttling'),
    at(0, 'drop connection #10 from [203.0.113.9]:1 on [192.0.2.5]:22 past MaxStartups'),
    at(5, 'in MaxStartups throttling for 00:05:00, 40 connections dropped'),
    at(9, 'exited MaxStartups throttling after 00:09:00, 80 connections dropped'),
    at(30, 'drop connection #0 from [203.0.113.9]:2 on [192.0.2.5]:22 penalty: failed authentication'),
    at(31, 'penalty: failed authentication logging rate-limited: additional 7 connections dropped'),
  ]);
  assert.deepEqual(
    throttling.shown.map(({ from, to, over, count }) => [from.slice(11, 16), to.slice(11, 16), over, count]),
    [['10:00', '10:09', true, 80]],
  );
  assert.deepEqual(
    penalties.shown.map((e) => [e.count, e.source?.name]),
    [[8, '203.0.113.9']],
  );
  // All that were dropped failed, whether a line tells of each or a number of all.
  assert.equal(failed, 88);
});

test('a throttling that is silent for long is one episode, as long as sshd says', () => {
  const { throttling, rows } = scan([
    'Jan 31 01:00:00 web1 sshd[1]: error: beginning MaxStartups throttling\n',
    'Jan 31 01:00:00 web1 sshd[1]: drop connection #10 from [203.0.113.9]:1 on [192.0.2.5]:22 past MaxStartups\n',
    'Jan 31 02:10:00 web1 sshd[1]: error: in MaxStartups throttling for 01:10:00, 400 connections dropped\n',
    'Jan 31 02:10:00 web1 sshd[1]: drop connection #12 from [203.0.113.9]:1 on [192.0.2.5]:22 past MaxStartups\n',
    'Jan 31 02:30:00 web1 sshd[1]: exited MaxStartups throttling after 01:30:00, 410 connections dropped\n',
    // Of this one the beginning stands in a file that is gone.
    'Jan 31 09:00:00 db1 sshd[1]: exited MaxStartups throttling after 1d02h00m, 7 connections dropped\n',
  ]);
  assert.deepEqual(
    throttling.shown.map(({ host, from, to, count }) => [host, from.slice(5, 16), to.slice(5, 16), count]),
    [
      ['db1', '01-30T07:00', '01-31T09:00', 7],
      ['web1', '01-31T01:00', '01-31T02:30', 410],
    ],
  );
  assert.equal(rows.find((r) => r.causes.includes('maxstartups'))?.connections, 417);
});

test('in autumn, the hour that is there twice', () => {
  // As in Berlin: from 01:00 UTC on one hour ahead, before it two.
  const change = Date.parse('2025-10-26T01:00:00Z');
  const utc = (wall: number): number => (wall - 7_200_000 < change ? wall - 7_200_000 : wall - 3_600_000);
  const read = (form: (time: string) => string) => {
    const scanner = new Scanner(all, { now, utc });
    scanner.file('auth.log', false, { now, utc });
    const failed = 'Failed password for alice from 198.51.100.7 port 5 ssh2';
    const good = 'Accepted password for alice from 198.51.100.7 port 5 ssh2';
    for (const [time, message] of [
      ['02:59:58', failed],
      ['02:00:04', good],
      ['02:59:59', failed],
      ['03:00:01', good],
    ] as const) {
      scanner.feed(Buffer.from(`${form(time)} web1 sshd[7]: ${message}\n`));
    }
    const zone = { localZone: () => 0, window: all, files: [], bytes: 0, notes: [] };
    return fleetOf([scanner], zone);
  };
  for (const form of [(t: string) => `Oct 26 ${t}`, (t: string) => `2025-10-26 ${t}.123`]) {
    const f = read(form);
    assert.deepEqual([f.from, f.to], ['2025-10-26T00:59:58.000Z', '2025-10-26T02:00:01.000Z']);
    assert.equal(f.lastLogin?.at, '2025-10-26T02:00:01.000Z');
  }
});

test('a burst is a minute far above the usual', () => {
  let log = '';
  for (let minute = 0; minute < 60; minute++) {
    for (let i = 0; i < (minute >= 40 && minute < 43 ? 50 : 1); i++) {
      log += `Jan 31 10:${String(minute).padStart(2, '0')}:${String(i).padStart(2, '0')} web1 sshd[${minute * 60 + i + 1}]: Invalid user a from 203.0.113.${minute > 39 ? 9 : minute} port 1\n`;
    }
  }
  const { bursts } = scan([log]);
  assert.deepEqual(
    bursts.shown.map((b) => [b.from.slice(11, 16), b.count, b.source?.name]),
    [['10:40', 150, '203.0.113.9']],
  );
});
