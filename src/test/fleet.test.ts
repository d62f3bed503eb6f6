import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
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

test('a file that is named twice counts once, and one that has junk behind its packed part is read', async () => {
  const packed = file('junk.log.gz', Buffer.concat([gzipSync(log(9, 4000)), Buffer.from('junk')]));
  const run = await fleet([packed, packed]);
  assert.equal(run.fleet.failed > 3000 && run.fleet.failed <= 4000, true);
  assert.match(run.report.warnings.join(), /is damaged/);
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
