import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Mode, modes, texts } from './ends.ts';
import { allCases, type Case } from './fault.ts';
import { sweep } from './network.ts';
import { drawPairs, namedPair } from './pairs.ts';
import { copyProgram, type Program } from './program.ts';
import { type Failure, judgeAgain, type Kept, oneLine, type Result, runCase } from './run.ts';
import { isResult, printTotals, renderScoreboard, totalsOf } from './scoreboard.ts';
import { endAll } from './shell.ts';
import { buildTrees, installMissing } from './trees.ts';

const usage = `npm run lab -- [ID…]     breaks real hosts, diagnoses them, keeps score
  --list        name the faults, and do nothing
  --mode MODE   which end is read: client (default), console, both
  --jobs N      so many at once (default: three for each processor, since much of the time is waiting)
  --pairs N     so many hosts with two of the faults at once, drawn by --seed (default: another each day);
                A+B names one pair
  --ordinary    at the console the collector runs as a user without rights
  --keep        leave the hosts up, and print how to reach each console
  --peers       grade ssh, ssh-audit, nmap and nc on the same faults
  --retry       run once more, alone, what was wrong or could not be set up: a busy machine is no finding
  --record      keep each run, without names, as a case of the tests: cases/ID
  --save FOLDER keep what was seen of each fault there: sshwhy explain FOLDER/ID/* judges it again
  --judge FOLDER  break nothing: judge again, by the program of today, what --save has kept there;
                the mode may then be ssh, verbose or log: what ssh printed, with -vvv, the server's log
  --json        one JSON line for each case on standard output`;

interface Flags {
  readonly mode: Mode;
  readonly list: boolean;
  readonly jobs: number;
  readonly pairs: number;
  readonly seed: number;
  readonly ordinary: boolean;
  readonly keep: boolean;
  readonly peers: boolean;
  readonly record: boolean;
  readonly retry: boolean;
  readonly json: boolean;
  readonly save?: string | undefined;
  readonly judge?: string | undefined;
}

const scoreboard = new URL('../../docs/scoreboard.md', import.meta.url);
let stopping = false;

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** What keeps the lab from running here, or null. */
function hindrance(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'it needs Linux and root';
  if (!existsSync('/etc/debian_version')) return 'it needs Debian: apt and debootstrap build its hosts';
  return null;
}

/** The words on the command line are wrong; its message says how. */
class Usage extends Error {}

function parse(): { readonly flags: Flags; readonly ids: readonly string[] } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      list: { type: 'boolean', default: false },
      mode: { type: 'string', default: 'client' },
      jobs: { type: 'string', default: String(3 * availableParallelism()) },
      pairs: { type: 'string', default: '0' },
      seed: { type: 'string', default: String(Math.floor(Date.now() / 86_400_000)) },
      ordinary: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      peers: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      retry: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      save: { type: 'string' },
      judge: { type: 'string' },
    },
  });
  const [jobs, pairs, seed] = [values.jobs, values.pairs, values.seed].map(Number) as [number, number, number];
  const known = values.judge === undefined ? modes : [...modes, ...texts];
  const mode = known.find((one) => one === values.mode);
  if (mode === undefined) throw new Usage(`--mode takes ${known.join(', ')}`);
  if (values.record && positionals.length === 0) throw new Usage('--record wants the names of faults');
  if (!Number.isInteger(jobs) || jobs < 1) throw new Usage('--jobs takes a number from 1');
  if (!Number.isInteger(pairs) || pairs < 0) throw new Usage('--pairs takes a number');
  if (!Number.isInteger(seed)) throw new Usage('--seed takes a whole number');
  return { flags: { ...values, jobs, pairs, seed, mode }, ids: positionals };
}

async function main(): Promise<number> {
  const { flags, ids } = parse();
  const cases = await chosen(flags, ids);
  const whole = ids.length === 0 && flags.pairs === 0;
  if (flags.list) {
    process.stdout.write(cases.map(({ name, fault }) => `${name.padEnd(40)} ${fault.title}\n`).join(''));
    return 0;
  }
  if (flags.judge !== undefined) return judgeAll(cases, flags.judge, flags, whole);
  const reason = hindrance();
  if (reason !== null) {
    say(`The lab can't run here: ${reason}.`);
    return 3;
  }
  try {
    return await runAll(cases, flags, whole);
  } finally {
    await sweep(true);
  }
}

/** Those whose name begins so, the pairs that are named, or pairs drawn from them. */
async function chosen({ pairs, seed }: Flags, ids: readonly string[]): Promise<readonly Case[]> {
  const every = await allCases();
  const alone = ids.filter((id) => !id.includes('+'));
  const cases = [
    ...every.filter((one) => ids.length === 0 || alone.some((id) => one.name.startsWith(id))),
    ...ids.filter((id) => id.includes('+')).map((id) => named(every, id)),
  ];
  if (cases.length === 0) throw new Usage(`no fault is named like ${ids.join(', ')}; --list names them`);
  if (pairs === 0) return cases;
  say(`pairs drawn by the seed ${seed}`);
  return drawPairs(cases, pairs, seed);
}

function named(every: readonly Case[], words: string): Case {
  const pair = namedPair(every, words);
  if (pair === null)
    throw new Usage(`${words}: no two faults that can stand on one host are named so; --list names them`);
  return pair;
}

async function judgeAll(cases: readonly Case[], folder: string, flags: Flags, whole: boolean): Promise<number> {
  const program = await copyProgram();
  try {
    const ended = await inParallel(cases, flags, (one) => judgeAgain(one, program, flags.mode, folder));
    return stopping ? 130 : conclude(ended, flags.mode, whole);
  } finally {
    program.remove();
  }
}

async function runAll(cases: readonly Case[], flags: Flags, whole: boolean): Promise<number> {
  await sweep(false);
  await installMissing(flags.peers, say);
  await buildTrees([...new Set(cases.map((one) => one.release))], say);
  const program = await copyProgram();
  try {
    const kept: Kept[] = [];
    const keep = (one: Kept): number => kept.push(one);
    const first = await inParallel(cases, flags, (one) => runCase(one, program, flags, keep));
    const ended = flags.retry ? await again(first, program, flags, keep) : first;
    if (kept.length > 0 && !stopping) await holdUp(kept);
    if (stopping) return 130;
    return conclude(ended, flags.mode, whole);
  } finally {
    program.remove();
  }
}

async function inParallel(
  cases: readonly Case[],
  flags: Pick<Flags, 'jobs' | 'json'>,
  perform: (one: Case) => Promise<Result | Failure>,
): Promise<readonly (Result | Failure)[]> {
  const ended: (Result | Failure)[] = [];
  const queue = [...cases];
  const worker = async (): Promise<void> => {
    for (let one = queue.shift(); one !== undefined && !stopping; one = queue.shift()) {
      const result = await perform(one).catch((error) => ({ case: one, failed: oneLine(error) }));
      if (stopping) return;
      ended.push(result);
      say(line(result));
      if (flags.json) process.stdout.write(`${JSON.stringify(plain(result))}\n`);
    }
  };
  await Promise.all(Array.from({ length: flags.jobs }, worker));
  return ended.sort((a, b) => (a.case.name < b.case.name ? -1 : 1));
}

/** What went wrong among many others has a second run of its own, and that one counts. */
async function again(
  first: readonly (Result | Failure)[],
  program: Program,
  flags: Flags,
  keep: (kept: Kept) => void,
): Promise<readonly (Result | Failure)[]> {
  const doubtful = first.filter((one) => !isResult(one) || one.score.grade === 'wrong').map((one) => one.case);
  if (doubtful.length === 0 || stopping) return first;
  say(`once more, alone: ${doubtful.map((one) => one.name).join(', ')}`);
  const alone = { ...flags, jobs: 1 };
  const second = await inParallel(doubtful, alone, (one) => runCase(one, program, alone, keep));
  return first.map((one) => second.find((other) => other.case === one.case) ?? one);
}

function line(ended: Result | Failure): string {
  if (!isResult(ended)) return `LAB FAILED ${ended.case.name}: ${ended.failed}`;
  const { grade, stageRight, why } = ended.score;
  const stage = stageRight ? '' : ` (stage ${ended.report.verdict.stage}, not ${ended.case.fault.truth.stage})`;
  const rest = why === '' ? '' : `  ${why}`;
  return `${grade.padEnd(9)} ${ended.case.name.padEnd(36)} ${ended.seconds.toFixed(1).padStart(5)} s${stage}${rest}`;
}

function plain(ended: Result | Failure): unknown {
  const { name, release, fault } = ended.case;
  const { title, truth, clientSettles } = fault;
  const about = { name, release, title, truth, clientSettles };
  if (!isResult(ended)) return { ...about, failed: ended.failed };
  const { score, seconds, peers, report } = ended;
  return { ...about, ...score, seconds, peers, verdict: report.verdict };
}

async function holdUp(kept: readonly Kept[]): Promise<void> {
  say(['', ...kept.flatMap((one) => one.lines), '', 'The hosts stay up until you press Enter.'].join('\n'));
  await new Promise<void>((resolve) => {
    process.stdin.once('data', () => resolve());
    process.stdin.once('end', () => resolve());
    onStop = resolve;
  });
  process.stdin.pause();
  await Promise.all(kept.map((one) => one.end()));
}

function conclude(ended: readonly (Result | Failure)[], mode: Mode, whole: boolean): number {
  const totals = totalsOf(ended);
  say(`\n${printTotals(totals, mode)}`);
  // One that could not be made here is named by the totals, and has no row.
  if (whole && mode === 'client' && totals.failed <= totals.cases / 100) {
    writeFileSync(scoreboard, renderScoreboard(ended, existsSync(scoreboard) ? readFileSync(scoreboard, 'utf8') : ''));
  }
  if (totals.grades.wrong > 0) return 1;
  return totals.failed > 0 ? 3 : 0;
}

let onStop = (): void => {};

/** The first signal ends what runs, and everything is taken away; a second one changes nothing. */
function stop(): void {
  if (stopping) return;
  stopping = true;
  say('stopping');
  endAll();
  onStop();
}

process.on('SIGINT', stop);
process.on('SIGTERM', stop);
process.on('SIGHUP', stop);

try {
  process.exitCode = await main();
} catch (error) {
  const wrongUsage = error instanceof Usage || (error instanceof TypeError && 'code' in error);
  say(wrongUsage ? `${error.message}\n\n${usage}` : `The lab can't run here: ${oneLine(error)}`);
  process.exitCode = wrongUsage ? 64 : stopping ? 130 : 3;
}
