// Measures by ratios and limits within one run, so that a slow machine does not change the verdict. Needs a build.
//   node scripts/bench.mjs [--runs N] [part of a name …]
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { behaviours, quietPort, serve } from '../dist/test/lab/index.js';
import { twoHosts } from '../dist/test/lab/netns.js';
import { clientConfig, program, sshwhy, to } from '../dist/test/lab/run.js';
import { sshdUnusable, startSshd } from '../dist/test/lab/sshd.js';
import { decodeAnswer } from '../dist/wire/dns.js';
import { decodeKexInit } from '../dist/wire/kexinit.js';
import { recogniseProtocol } from '../dist/wire/protocols.js';
import { authLog } from './authlog.mjs';

const words = process.argv.slice(2);
const runsAt = words.indexOf('--runs');
const runs = runsAt < 0 ? 7 : Number(words.splice(runsAt, 2)[1]);
const limitMs = 60_000;
const results = [];
const skipped = [];

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Wall clock and exit status of a program. */
function time(argv) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(argv[0], argv.slice(1), { stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
    const done = (status) => {
      clearTimeout(timer);
      resolve({ ms: performance.now() - started, status });
    };
    child.once('error', () => done(null));
    child.once('close', done);
  });
}

/** Runs the programs by turns, so that whatever slows the machine slows all of them alike. The first turn only warms up. */
async function byTurns(programs, times = runs, warm = times > 1) {
  const taken = Object.entries(programs).map(([name, argv]) => ({ name, argv, all: [], status: null }));
  for (let turn = warm ? -1 : 0; turn < times; turn++) {
    for (const one of taken) {
      const { ms, status } = await time(one.argv);
      one.status = status;
      if (turn >= 0) one.all.push(ms);
    }
  }
  return taken.map(({ name, all, status }) => ({ name, all, ms: median(all), status }));
}

/** How many times as long the first took as the second, turn by turn. */
function ratio([first, second]) {
  return median(first.all.map((ms, turn) => ms / second.all[turn]));
}

function installed(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
}

/** Tools that look at an SSH port, as far as they are here. */
function peers(host, port) {
  const all = {
    nc: ['nc', '-z', '-w', '10', host, `${port}`],
    'ssh-keyscan': ['ssh-keyscan', '-T', '10', '-p', `${port}`, host],
    nmap: ['nmap', '-Pn', '-n', '-sV', '-p', `${port}`, host],
    'ssh-audit': ['ssh-audit', '--skip-rate-test', '-t', '10', '-p', `${port}`, host],
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => installed(name)));
}

const own = [process.execPath, program];
const batch = ['-o', 'BatchMode=yes'];

/** An answer that is not the expected one is a miss, however fast it came. */
function report(name, measured, target, value, unit, right = true) {
  const missed = !right || !(value <= target);
  results.push({ name, value: `${value.toFixed(2)} ${unit}`, target: `≤ ${target} ${unit}`, missed, measured });
}

function faulty({ status }) {
  return status === 1 || status === 2;
}

async function healthy() {
  const why = await sshdUnusable();
  if (why !== false) return why;
  const sshd = await startSshd({ lines: ['MaxStartups 100'] });
  try {
    const host = '127.0.0.1';
    const ssh = ['ssh', ...sshd.ssh, ...batch, host, 'true'];
    const measured = await byTurns({ sshwhy: [...own, ...sshd.ssh, host], ssh });
    const right = measured.every((m) => m.status === 0);
    measured.push(...(await byTurns(peers(host, sshd.port), 1)));
    report('healthy host, against ssh', measured, 1.5, ratio(measured), '×', right);
  } finally {
    await sshd.stop();
  }
}

async function version() {
  const measured = await byTurns(
    { sshwhy: [...own, '--version'], 'node -e 0': [process.execPath, '-e', '0'] },
    runs * 2,
  );
  report('--version, against node', measured, 1.3, ratio(measured), '×');
}

/** A person with one line in the hand: 150 ms where Node itself takes 64. */
async function message() {
  const folder = mkdtempSync(join(tmpdir(), 'sshwhy-bench-'));
  try {
    const file = join(folder, 'message');
    writeFileSync(file, 'Connection closed by 192.0.2.5 port 22\n');
    const node = [process.execPath, '-e', '0'];
    const measured = await byTurns({ sshwhy: [...own, 'explain', file], 'node -e 0': node }, runs * 2);
    report('a message of one line, against node', measured, 2.34, ratio(measured), '×', faulty(measured[0]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function refused() {
  const port = await quietPort();
  const ssh = ['ssh', '-F', clientConfig(), '-p', `${port}`, ...batch, '127.0.0.1', 'true'];
  const measured = await byTurns({ sshwhy: [...own, ...to(port)], ssh });
  measured.push(...(await byTurns(peers('127.0.0.1', port), 1)));
  report('refused port', measured, 1, measured[0].ms / 1000, 's', faulty(measured[0]));
}

/** The server drops tcp/22 and accepts tcp/80. */
async function dropped() {
  const hosts = twoHosts();
  if (typeof hosts === 'string') return hosts;
  try {
    const host = hosts.serverAddress;
    hosts.rules('server', 'input', 'tcp dport 22 drop');
    await hosts.accept(80);
    const onClient = (argv) => [...hosts.client, ...argv];
    const measured = await byTurns({ sshwhy: onClient([...own, '-F', clientConfig(), host]) }, Math.min(runs, 3));
    const ssh = ['ssh', '-F', clientConfig(), ...batch, '-o', 'ConnectTimeout=10', host, 'true'];
    const others = Object.entries({ ssh, ...peers(host, 22) }).map(([name, argv]) => [name, onClient(argv)]);
    measured.push(...(await byTurns(Object.fromEntries(others), 1)));
    report('dropped port', measured, 4, measured[0].ms / 1000, 's', faulty(measured[0]));
  } finally {
    hosts.stop();
  }
}

async function rows() {
  for (const behaviour of (await behaviours())
    .filter((b) => b.row !== undefined)
    .sort((a, b) => (a.row < b.row ? -1 : 1))) {
    const lab = await serve(behaviour);
    const measured = await byTurns({ sshwhy: [...own, ...to(lab.port)] }, 1);
    await lab.stop();
    report(`row ${behaviour.row}: ${behaviour.title}`, measured, 12, measured[0].ms / 1000, 's', faulty(measured[0]));
  }
}

async function memory() {
  const peaks = [];
  for (const id of ['fin-at-accept', 'http-close', 'kexinit-empty', 'endless-bytes', 'endless-lines', 'refused']) {
    const behaviour = (await behaviours()).find((b) => b.id === id);
    const lab = await serve(behaviour);
    peaks.push((await sshwhy(to(lab.port))).peakMb ?? Number.NaN);
    await lab.stop();
  }
  report('peak memory', [], 120, Math.max(...peaks), 'MB');
}

/** Ten times as many rules, or elements of a set, take ten times as long at most; beside it what nft(8) takes to check them. */
async function firewall() {
  const folder = mkdtempSync(join(tmpdir(), 'sshwhy-bench-'));
  const address = (i) => `${1 + (i % 223)}.${(i >>> 8) & 255}.${(i >>> 16) & 255}.${(i * 7) & 255}`;
  const chain = (rules) => `\tchain input {\n\t\ttype filter hook input priority 0; policy accept;\n${rules}\t}\n`;
  const texts = {
    '100,000 rules of nft': (n) =>
      `table inet filter {\n${chain(`${list(n, (i) => `\t\tip saddr ${address(i)} tcp dport 22 drop\n`)}\t\ttcp dport 22 reject\n`)}}\n`,
    '100,000 rules of iptables': (n) =>
      `*filter\n:INPUT ACCEPT [0:0]\n${list(n, (i) => `-A INPUT -s ${address(i)}/32 -p tcp -m tcp --dport 22 -j DROP\n`)}-A INPUT -p tcp -j DROP\nCOMMIT\n`,
    '1,000,000 elements': (n) =>
      `table inet filter {\n\tset bad {\n\t\ttype ipv4_addr\n\t\telements = { ${list(n * 10, (i) => `${i >>> 24}.${(i >>> 16) & 255}.${(i >>> 8) & 255}.${i & 255}, `)}255.0.0.1 }\n\t}\n${chain('\t\tip saddr @bad accept\n\t\ttcp dport 22 drop\n')}}\n`,
  };
  try {
    for (const [what, text] of Object.entries(texts)) {
      const programs = Object.fromEntries(
        [100_000, 10_000].map((n) => {
          const file = join(folder, `${n}`);
          writeFileSync(file, text(n));
          const flow = ['--from', '223.255.255.1', '--to', '192.0.2.2'];
          return [`${n} lines`, [...own, 'firewall', file, ...flow]];
        }),
      );
      const measured = await byTurns(programs, Math.min(runs, 3), false);
      const right = measured.every(faulty);
      if (!what.includes('iptables') && installed('nft') && process.getuid?.() === 0)
        measured.push(
          ...(await byTurns({ 'nft --check': ['unshare', '-n', 'nft', '-c', '-f', join(folder, '100000')] }, 1)),
        );
      report(`${what}, against 10 times a tenth`, measured, 1.2, ratio(measured) / 10, '×', right);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function list(n, each) {
  return Array.from({ length: n }, (_, i) => each(i)).join('');
}

/** What a person who looks by hand would look for: the messages that are counted. */
const messages = [
  'sshd(-session|-auth)?\\[[0-9]+\\]: (Accepted|Failed) [^ ]+ for |Invalid user ',
  'Connection (closed|reset) by |Disconnected from |Received disconnect from |pam_unix\\(sshd:auth\\): ',
  'drop connection #[0-9]+ from |MaxStartups throttling|Timeout before authentication|Unable to negotiate with ',
  'kex_exchange_identification|maximum authentication attempts exceeded|banner exchange: |not allowed because ',
  'Server listening on |Received signal [0-9]+; terminating|penalty: |ROOT LOGIN REFUSED',
].join('|');

/** A server's log, SSHWHY_LOG_MB megabytes long (300), against grep in its fastest locale. */
async function logs() {
  const folder = mkdtempSync(join(tmpdir(), 'sshwhy-bench-'));
  try {
    const file = join(folder, 'auth.log');
    const size = Number(process.env.SSHWHY_LOG_MB ?? 300) * 1e6;
    const log = openSync(file, 'w');
    for (const piece of authLog(size)) writeSync(log, piece);
    closeSync(log);
    // Where nobody reads what it prints, grep stops at the first line that matches.
    const grep = ['sh', '-c', 'LC_ALL=C grep -cE "$1" "$2" | cat', 'sh', messages, file];
    const measured = await byTurns({ sshwhy: [...own, 'explain', file], grep }, Math.min(runs, 3));
    const speed = size / 1e6 / (measured[0].ms / 1000);
    report(
      `auth.log, against grep (${Math.round(speed)} MB/s)`,
      measured,
      3.5,
      ratio(measured),
      '×',
      measured[0].status !== 3,
    );
    const peak = (await sshwhy(['explain', file], { killAfterMs: 600_000 })).peakMb;
    report('peak memory with auth.log', [], 150, peak ?? Number.NaN, 'MB');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Octets that are meant to cost much: twice as many may cost twice as much. DNS ends at 64 KiB. */
async function hostile() {
  const commas = (n) => {
    const payload = new Uint8Array(n).fill(0x2c);
    payload[0] = 20;
    new DataView(payload.buffer).setUint32(17, n - 256);
    return payload;
  };
  const name = [0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 0, 0, 2];
  const chain = (n) => {
    const records = Array.from({ length: n / 14 }, (_, i) => {
      const to = i === 0 ? 12 : 12 + 4 + 12 + (i - 1) * 14;
      return [...name, 0xc0 | (to >>> 8), to & 255];
    });
    return Uint8Array.from([0, 7, 0x81, 0x80, 0, 1, 255, 255, 0, 0, 0, 0, 0, 0, 5, 0, 1, ...records.flat()]);
  };
  const works = [
    ['an algorithm list of commas', decodeKexInit, commas, 1 << 20],
    ['names of DNS that lead to one another', decodeAnswer, chain, 1 << 15],
    ...['220-\n', '220-', ' ', '<?xml', '-', '\x30', '220-x\n220-', ':a '].map((unit) => {
      const text = (n) => Buffer.from(unit.repeat(n / unit.length));
      return [`a peer that says ${JSON.stringify(unit)}`, recogniseProtocol, text, 150_000];
    }),
  ];
  for (const [what, work, octets, size] of works) {
    const inputs = [octets(2 * size), octets(size)];
    const taken = inputs.map(() => []);
    for (let turn = -3; turn < 15; turn++) {
      inputs.forEach((input, i) => {
        const started = performance.now();
        work(input);
        if (turn >= 0) taken[i].push(performance.now() - started);
      });
    }
    // Less than half a millisecond is none.
    const value = Math.min(...taken[0]) < 0.5 ? 0 : Math.min(...taken[0]) / Math.min(...taken[1]) / 2;
    report(`${what}, against twice the half`, [], 1.6, value, '×');
  }
}

const parts = { healthy, version, message, refused, dropped, rows, memory, logs, firewall, hostile };
const wanted = Object.entries(parts).filter(
  ([name]) => words.length === 0 || words.some((word) => name.includes(word)),
);
for (const [name, part] of wanted) {
  const why = await part();
  if (typeof why === 'string') skipped.push({ name, why });
}

const width = Math.max(...results.map((r) => r.name.length), 10);
for (const { name, value, target, missed, measured } of results) {
  const beside = measured.map((m) => `${m.name} ${(m.ms / 1000).toFixed(2)} s (${m.status ?? 'killed'})`).join(' · ');
  console.log(`${missed ? '✗' : '✓'} ${name.padEnd(width)}  ${value.padStart(9)}  ${target.padEnd(9)}  ${beside}`);
}
for (const { name, why } of skipped) console.log(`- ${name} was not measured: ${why}`);
process.exitCode = results.some((r) => r.missed) || results.length === 0 ? 1 : 0;
