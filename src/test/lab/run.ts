import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../model/report.ts';
import type { Behaviour } from './behaviour.ts';

/** A folder of this process alone; gone when it ends. */
export const scratch: string = mkdtempSync(join(tmpdir(), 'sshwhy-test-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** Why tests that want the user's own ssh are skipped, or false. */
export const noSsh: string | false = spawnSync('ssh', ['-V']).error === undefined ? false : 'there is no ssh here';

/** The program under test. */
export const program: string = fileURLToPath(new URL('../../../bin/sshwhy.js', import.meta.url));

/** What one run of the program gave. */
export interface Run {
  readonly args: readonly string[];
  /** Null when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
  /** The largest resident set, in MB; null when it did not get to say so. */
  readonly peakMb: number | null;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Words in front of the program: those that run it on another host of the lab. */
  readonly under?: readonly string[];
  /** Ends the program when it takes longer; a failure of the test. */
  readonly killAfterMs?: number;
}

/** Tells the peak of its memory on descriptor 3 when the program ends. */
const witness = `import { writeSync } from 'node:fs';
process.on('exit', () => { try { writeSync(3, String(process.resourceUsage().maxRSS)); } catch {} });`;

/** Runs `sshwhy` with a home of its own and no agent. */
export async function sshwhy(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const started = performance.now();
  const { SSH_AUTH_SOCK: _, NO_COLOR: _no, FORCE_COLOR: _force, ...inherited } = process.env;
  const seen = ['--import', `data:text/javascript,${encodeURIComponent(witness)}`];
  const [first = '', ...rest] = [...(options.under ?? []), process.execPath, ...seen, program, ...args];
  const child = spawn(first, rest, {
    env: { ...inherited, HOME: scratch, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), options.killAfterMs ?? 240_000);
  const [input, out, err, peak] = child.stdio;
  input?.on('error', () => {});
  input?.end(options.input ?? '');
  const texts = Promise.all([textOf(out), textOf(err), textOf(peak as Readable | undefined)]);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  });
  clearTimeout(timer);
  const [stdout, stderr, kib] = await texts;
  const peakMb = kib === '' ? null : Number(kib) / 1024;
  return { args, status, stdout, stderr, ms: performance.now() - started, peakMb };
}

async function textOf(stream: Readable | null | undefined): Promise<string> {
  let text = '';
  stream?.setEncoding('utf8');
  for await (const part of stream ?? []) text += part;
  return text;
}

let configs = 0;

/** A file for `-F`. Nothing of the user's own is read: ssh finds `~` in the account, not in HOME. */
export function clientConfig(lines: readonly string[] = []): string {
  const path = join(scratch, `config-${++configs}`);
  const own = [
    ...lines,
    `UserKnownHostsFile ${path}.known_hosts`,
    'GlobalKnownHostsFile none',
    'IdentityAgent none',
    'IdentitiesOnly yes',
  ];
  writeFileSync(path, `Host *\n${own.map((line) => `  ${line}\n`).join('')}`, { mode: 0o600 });
  return path;
}

/** The options that lead to a server of the lab. */
export function to(port: number): readonly string[] {
  return ['-F', clientConfig(), '-p', String(port), '127.0.0.1'];
}

/** Runs a diagnosis and gives its report; fails when there is none. */
export async function diagnose(args: readonly string[], options: RunOptions = {}): Promise<Run & { report: Report }> {
  const run = await sshwhy(['--json', ...args], options);
  return { ...run, report: reportOf(run) };
}

/** The report on standard output, with nothing else beside it. */
export function reportOf(run: Run): Report {
  try {
    const report: Report = JSON.parse(run.stdout);
    assert.equal(report.format, 1);
    // A probe that fails by itself is a bug of ours, whatever else the verdict says.
    assert.deepEqual(
      report.warnings.filter((w) => w.includes('failed by itself')),
      [],
    );
    return report;
  } catch (error) {
    return assert.fail(`no report: ${error}\n${described(run)}`);
  }
}

/** What a failing test should print of a run. */
export function described(run: Run): string {
  const args = run.args.join(' ');
  const ms = Math.round(run.ms);
  return `sshwhy ${args}\nstatus ${run.status} after ${ms} ms\n${run.stderr.slice(0, 4000)}\n${run.stdout.slice(0, 2000)}`;
}

/** Stage, symptom, cause and exit status are those of the behaviour, and it is never healthy. */
export function assertExpected(behaviour: Behaviour, run: Run & { report: Report }): void {
  const { verdict } = run.report;
  const { symptom, cause, suspect } = behaviour.expect;
  const allowed: readonly string[] = typeof symptom === 'string' ? [symptom] : symptom;
  const said = `${verdict.outcome}: ${verdict.symptom}: ${verdict.summary}`;
  assert.notEqual(verdict.outcome, 'healthy', said);
  assert.ok(allowed.includes(verdict.symptom ?? ''), `expected ${allowed.join(' or ')}, got ${said}`);
  assert.equal(verdict.stage, verdict.symptom?.split('.')[0], said);
  assert.equal(run.status, verdict.outcome === 'confirmed' ? 1 : 2, said);
  if (cause !== undefined)
    assert.ok(verdict.roots.includes(cause), `${cause} is not confirmed; ${said}; ${verdict.roots}`);
  const suspects = [...verdict.roots, ...verdict.candidates];
  if (suspect !== undefined) assert.ok(suspects.includes(suspect), `${suspect} is not in ${suspects}; ${said}`);
}

/** The diagnosis kept the budget it was given (`--timeout`); how fast it is, the benchmark says. */
export function assertInTime(run: Run & { report: Report }, seconds: number): void {
  assert.ok(run.report.durationMs <= (seconds + 3) * 1000, described(run));
}

/** One sentence of ours for a person, and no stack of a program. */
export function assertOneSentence(text: string): void {
  const lines = text.trim().split('\n');
  assert.ok(text.trim() !== '', 'nothing was said');
  assert.doesNotMatch(text, /^\s+at .*:\d+/m);
  assert.doesNotMatch(text, /\b(TypeError|SyntaxError|undefined|\[object Object\])/);
  assert.ok(lines.length <= 3, `more than a sentence and a hint:\n${text}`);
}

const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

/** Nothing in the text can steer a terminal or turn the direction of writing. */
export function assertNoControls(text: string): void {
  const found = controls.exec(text);
  const code = found?.[0].codePointAt(0)?.toString(16);
  assert.equal(
    found,
    null,
    `U+${code} in ${JSON.stringify(text.slice(Math.max(0, (found?.index ?? 0) - 60)).slice(0, 120))}`,
  );
}
