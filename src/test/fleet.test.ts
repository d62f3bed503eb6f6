import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { gunzipped } from '../cli/gunzip.ts';
import { scratch, sshwhy } from './lab/run.ts';

const pad = (n: number): string => String(n).padStart(2, '0');

/** So many guesses from as many addresses, and one login, in an hour of one day. */
function log(day: number, guesses: number): string {
  let text = '';
  for (let i = 0; i < guesses; i++) {
    const at = `Jan ${pad(day).replace(/^0/, ' ')} 10:${pad(Math.floor(i / 60) % 60)}:${pad(i % 60)} web1`;
    text += `${at} sshd[${1000 + i}]: Invalid user admin from 203.0.113.${i % 250} port 41000\n`;
  }
  return `${text}Jan ${String(day).padStart(2)} 11:00:00 web1 sshd[900]: Accepted publickey for alice from 198.51.100.7 port 5 ssh2: ED25519 SHA256:x\n`;
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
}

async function fleet(args: readonly string[], input: string | Uint8Array = '') {
  const run = await sshwhy(['explain', '--json', ...args], { input });
  const report = run.stdout === '' ? null : JSON.parse(run.stdout);
  return { ...run, report, fleet: report?.fleet };
}

test('a log of many connections is answered with figures, whatever way it comes', async () => {
  const plain = file('auth.log', log(9, 150));
  const older = file('auth.log.1', log(8, 150));
  const oldest = file('auth.log.2.gz', Buffer.concat([gzipSync(log(6, 70)), gzipSync(log(7, 80))]));
  const run = await fleet([plain, oldest, older]);
  assert.deepEqual([run.status, run.report.verdict.outcome, run.report.verdict.symptom], [0, 'healthy', null]);
  assert.deepEqual([run.fleet.failed, run.fleet.logins], [450, 4]);
  assert.deepEqual(run.fleet.files, [oldest, older, plain]);
  const piped = await fleet([], gzipSync(log(9, 150)));
  assert.deepEqual([piped.fleet.failed, piped.fleet.logins], [150, 1]);
  const said = await sshwhy(['explain', plain, older, oldest]);
  assert.match(said.stdout, /^ {2}This log shows no fault: 4 logins; all 450 connections/);
  assert.match(said.stdout, /whole networks: 203\.0\.113\.0\/24 450$/m);
  assert.match(said.stdout, /^ {2}Sources .*\n {10}\S.*and 144 more$/m);
  assert.ok(said.stdout.split('\n').every((line) => line.length <= 100));
  assert.match(said.stdout.replace(/\s+/g, ' '), /450 of 454 connections failed, from 150 sources; 4 logged in\./);
});

test('a time and a host narrow it', async () => {
  const year = new Date().getFullYear() - 1;
  const text = log(9, 3)
    .replaceAll(/^Jan {2}9 /gm, `${year}-01-09T`)
    .replaceAll(/(:\d\d) web1/g, '$1+00:00 web1');
  const run = await fleet(['--since', `${year}-01-09 10:30+00:00`, '--host', 'web1'], text);
  assert.deepEqual([run.fleet.failed, run.fleet.logins, run.fleet.zoneAssumed], [0, 1, false]);
  const other = await fleet(['--host', 'web2'], text);
  assert.deepEqual([other.status, other.report.verdict.outcome, other.fleet.sshd], [2, 'undetermined', 0]);
  assert.match(other.report.warnings.join(), /^The hosts that this log names are web1\.$/);
  const short = await fleet(['--host', 'WEB1'], text.replaceAll(' web1 ', ' web1.example.com '));
  assert.equal(short.fleet.logins, 1);
  const turned = await sshwhy(['explain', '--since', 'today', '--until', 'yesterday'], { input: text });
  assert.deepEqual([turned.status, turned.stderr.split('\n').length], [64, 2]);
  const wrong = await sshwhy(['explain', '--since', 'last week'], { input: text });
  assert.deepEqual([wrong.status, wrong.stderr.split('\n').length], [64, 2]);
});

test('a limit that was met is a fault on the way, also where logins work', async () => {
  const drop =
    'Jan  9 10:30:00 web1 sshd[611]: drop connection #10 from [203.0.113.9]:1 on [192.0.2.5]:22 past MaxStartups\n';
  const run = await fleet([], drop.repeat(30) + log(9, 150));
  assert.deepEqual(
    [run.status, run.report.verdict.outcome, run.report.verdict.roots, run.report.verdict.stage],
    // MaxStartups and PerSourceMaxStartups are logged alike.
    [2, 'candidates', [], 'identification'],
  );
  assert.equal(run.report.verdict.candidates.includes('maxstartups'), true);
  assert.equal(run.fleet.throttling.shown[0].count, 30);
});

test('a long log of everything is read to its end for sshd, and without it is a text like any other', async () => {
  const line =
    'Jan  9 09:00:00 web1 backup[77]: wrote a block of the archive, and checked its sum against the one before\n';
  const noise = line.repeat(Math.ceil((4.2 * 1024 * 1024) / line.length));
  const late = noise + log(9, 3);
  for (const run of [await fleet([], late), await fleet([file('messages', late)])])
    assert.deepEqual([run.fleet.failed, run.fleet.logins], [3, 1]);
  const refused = 'Jan  9 08:59:00 web1 backup[77]: ssh: connect to host web2 port 22: Connection refused\n';
  for (const run of [await fleet([], refused + noise), await fleet([file('messages', refused + noise)])])
    assert.deepEqual([run.report.verdict.symptom, run.fleet ?? null], ['tcp.refused', null]);
});

test('an excerpt about one failure is judged as before', async () => {
  const run = await fleet(
    [],
    'Jan  9 10:30:00 web1 sshd[7]: fatal: Missing privilege separation directory: /run/sshd\n',
  );
  assert.deepEqual([run.status, run.report.verdict.roots, run.fleet], [1, ['run-sshd-missing'], undefined]);
});

test('of a packed log that was cut off, what was there is read, and the loss is told', async () => {
  const packed = gzipSync(log(9, 4000));
  const run = await fleet([file('cut.log.gz', packed.subarray(0, packed.length / 2))]);
  assert.equal(run.fleet.failed > 100 && run.fleet.failed < 4000, true);
  assert.match(
    run.report.warnings.join(),
    /cut\.log\.gz ends before its end: it was cut off; what stands before that was read\./,
  );
  const short = await fleet([
    file('short.gz', gzipSync('ssh: connect to host web1 port 22: Connection refused\n').subarray(0, -4)),
  ]);
  assert.deepEqual([short.report.verdict.stage, /cut off/.test(short.report.warnings.join())], ['tcp', true]);
});

for (const [name, end] of [
  ['xz', 'xz'],
  ['bzip2', 'bz2'],
  ['zstd', 'zst'],
] as const) {
  const packed = spawnSync(name, ['-c'], { input: log(9, 4000) });
  const skip = packed.error === undefined ? false : `${name} is not installed`;

  test(`a log that is packed with ${name} is read as well, and what is cut off is told`, { skip }, async () => {
    const whole = await fleet([file(`packed.log.${end}`, packed.stdout)]);
    assert.deepEqual([whole.fleet.failed, whole.fleet.logins], [4000, 1]);
    const cut = await fleet([], Buffer.concat([packed.stdout.subarray(0, packed.stdout.length - 4)]));
    assert.match(cut.report.warnings.join(), /^The packed text .*(?:cut off|damaged)/);
  });
}

test('what cannot be unpacked here is named, with the command that unpacks it', async () => {
  const run = await sshwhy(['explain', file('auth.log.xz', Buffer.from('fd377a585a000004', 'hex'))], {
    env: { PATH: scratch },
  });
  assert.equal(run.status, 64);
  assert.match(
    run.stderr,
    /auth\.log\.xz is packed with xz, which needs the program xz: elsewhere, xz -dc \S+ unpacks it\.\n$/,
  );
});

test('a file that is named twice counts once', async () => {
  const packed = file('twice.log.gz', gzipSync(log(9, 4000)));
  const run = await fleet([packed, packed]);
  assert.deepEqual([run.fleet.failed, run.report.warnings], [4000, []]);
});

describe('a log that is packed with gzip is read as far as gzip -dc reads it, and what is lost is told', () => {
  const text = Buffer.from(log(9, 4000));
  const half = text.indexOf('\n', text.length / 2) + 1;
  const [one, other] = [gzipSync(text.subarray(0, half)), gzipSync(text.subarray(half))];
  const whole = gzipSync(text);
  const zeros = Buffer.alloc(600);
  const wrongSum = Buffer.from(whole);
  wrongSum.writeUInt32LE(1, whole.length - 8);
  // RFC 1952: what may stand in a header, all of it.
  const header = Buffer.from('1f8b081f000000000003', 'hex');
  const named = Buffer.concat([header, Buffer.from('\x02\0xxname\0comment\0cc'), whole.subarray(10)]);
  const cases: readonly (readonly [string, Buffer, number | null, RegExp])[] = [
    ['members one after another', Buffer.concat([one, other]), 4000, /^$/],
    ['a header with all that it may hold', named, 4000, /^$/],
    ['zeros behind it', Buffer.concat([one, other, zeros]), 4000, /^$/],
    ['zeros between its members', Buffer.concat([one, zeros, other]), 4000, /^$/],
    ['junk behind it', Buffer.concat([whole, Buffer.from('junk')]), 4000, / with 4 bytes that are not packed/],
    ['a text behind it', Buffer.concat([one, text.subarray(half)]), null, / with \d+ bytes that are not packed/],
    [
      'a member that is none',
      Buffer.concat([whole, Buffer.from('1f8b4142434445464748', 'hex')]),
      4000,
      / is damaged, or /,
    ],
    ['a wrong check sum', wrongSum, 4000, /its check sum is another/],
    ['a second member cut off', Buffer.concat([one, other.subarray(0, 200)]), null, / was cut off/],
    ['a header cut off', Buffer.concat([whole, other.subarray(0, 5)]), 4000, / was cut off/],
    ['its last bytes cut off', whole.subarray(0, -3), 4000, / was cut off/],
  ];
  for (const [i, [name, bytes, failed, note]] of cases.entries()) {
    test(name, async () => {
      const run = await fleet([file(`packed-${i}.log.gz`, bytes)]);
      assert.match(run.report.warnings.join(), note);
      if (failed === null) assert.ok(run.fleet.failed > 1000 && run.fleet.failed < 4000, String(run.fleet.failed));
      else assert.equal(run.fleet.failed, failed);
    });
  }

  test('one byte at a time, and of a short text', async () => {
    const short = gzipSync('ssh: connect to host web1 port 22: Connection refused\n');
    const run = await sshwhy(['explain', file('short-junk.gz', Buffer.concat([short, Buffer.from('junk')]))]);
    assert.match(run.stdout, /refused[\s\S]*Note {4}\S+ goes on behind its packed part with 4 bytes/);
    const pieces = async function* (): AsyncGenerator<Buffer> {
      for (const byte of Buffer.concat([short, zeros.subarray(0, 9), short])) yield Buffer.from([byte]);
    };
    const got: Buffer[] = [];
    for await (const piece of gunzipped(pieces())) got.push(piece);
    assert.equal(Buffer.concat(got).toString(), 'ssh: connect to host web1 port 22: Connection refused\n'.repeat(2));
  });
});

describe('what comes next below a log that was read', () => {
  const minute = (i: number): string => `Jan  9 ${pad(10 + Math.floor(i / 60))}:${pad(i % 60)}:00 web1`;
  const login = (i: number): string =>
    `${minute(i)} sshd[${100 + i}]: Accepted publickey for alice from 198.51.100.7 port 5 ssh2: ED25519 SHA256:x\n`;
  const failure = (i: number): string =>
    `${minute(i)} sshd[${100 + i}]: Connection closed by authenticating user alice 198.51.100.7 port ${4000 + i} [preauth]\n`;
  const text = Array.from({ length: 150 }, (_, i) => (i < 60 && i % 10 === 0 ? login(i) : failure(i))).join('');
  const path = file('next.log', text);
  const asks = async (...args: readonly string[]) =>
    (await fleet([...args, path])).report.verdict.ask.map((ask: { command: string }) => ask.command);
  const [state, live, whole] = [
    'sshwhy snapshot -l alice | sshwhy explain',
    'sshwhy alice@web1',
    `sshwhy explain ${path}`,
  ];

  test('is what no log holds, and never this log again', async () => {
    assert.deepEqual(await asks(), [state, live]);
  });

  test('where nobody is known to have logged in before, the other end comes first', async () => {
    const { report } = await fleet([
      file(
        'bots-next.log',
        log(9, 300)
          .replace(/^.*Accepted.*\n/m, '')
          .replaceAll('Invalid user', 'Failed password for invalid user'),
      ),
    ]);
    assert.deepEqual(
      report.verdict.ask.map((ask: { command: string }) => ask.command),
      ['sshwhy web1', 'sshwhy snapshot | sshwhy explain'],
    );
  });

  test('is also what the window left out', async () => {
    const year = new Date().getFullYear() - (new Date() < new Date(new Date().getFullYear(), 0, 10) ? 1 : 0);
    assert.deepEqual(await asks('--since', `${year}-01-09 11:30`), [state, whole, live]);
    assert.deepEqual(await asks('--host', 'web1'), [state, live, whole]);
    assert.deepEqual(await asks('--host', 'web2'), [whole]);
    assert.deepEqual(await asks('--until', '2001-01-01'), [whole]);
  });

  test('where all is well nothing is', async () => {
    const { report } = await fleet([file('well-next.log', log(9, 300))]);
    assert.deepEqual([report.verdict.outcome, report.verdict.ask], ['healthy', []]);
  });
});

test('hosts that have a file each are read as one log', async () => {
  const folders = ['10:30', '10:10', '10:50'].map((time, i) => {
    const good = `Jan  9 ${time}:00 h${i} sshd[900]: Accepted password for alice from 198.51.100.7 port 5 ssh2\n`;
    const bad = `Jan  9 10:55:0${i} h${i} sshd[901]: Failed password for root from 203.0.113.5 port 5 ssh2\n`;
    mkdirSync(join(scratch, `h${i}`));
    return file(
      join(`h${i}`, 'auth.log'),
      log(8, 50)
        .replace(/^.*Accepted.*\n/m, '')
        .replaceAll('web1', `h${i}`) +
        good +
        bad,
    );
  });
  const run = await fleet(folders);
  assert.deepEqual([run.fleet.failed, run.fleet.logins, run.fleet.lastLogin.host], [153, 3, 'h2']);
  assert.equal(run.fleet.firstFailure.host, 'h0');
});

test('what a log says never acts on the terminal', async () => {
  const evil = log(9, 150).replaceAll('Invalid user admin', 'Invalid user \x1b]0;x\x07');
  const run = await sshwhy(['explain', '-v'], { input: `${evil}\xff\0` });
  assert.equal(/[^\n\x20-\uffff]/.test(run.stdout), false);
});
