import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault, Scene } from './fault.ts';
import type { Host } from './host.ts';
import type { Report } from './model.ts';
import { places } from './network.ts';
import type { Program } from './program.ts';
import { type Done, run } from './shell.ts';

/** Which end is read: the client by probes, the server by the collector that is pasted at its console, or both. */
export const modes = ['client', 'console', 'both'] as const;

/** What people have in their hand instead: what ssh printed, what it prints with -vvv, the server's log. */
export const texts = ['ssh', 'verbose', 'log'] as const;
export type Mode = (typeof modes)[number] | (typeof texts)[number];

/** What there is when a fault stands. */
export interface Standing {
  readonly fault: Fault;
  readonly host: Host;
  readonly scene: Scene;
  readonly program: Program;
  /** The collector runs as a user who may read no more than anybody. */
  readonly ordinary?: boolean;
}

/** One diagnosis. With both ends it is the client's own, and then the same evidence with the server's beside it. */
export async function diagnose(standing: Standing, mode: Mode): Promise<Report> {
  if (mode === 'console') {
    // Somebody has tried, or there would be no question.
    await plainSsh(standing);
    return explain(standing, [await snapshot(standing)]);
  }
  const client = await live(standing);
  return mode === 'client' ? client : explain(standing, [bundleOf(standing), await snapshot(standing)]);
}

/** Where the client's own run keeps its evidence. */
export function bundleOf({ scene }: Pick<Standing, 'scene'>): string {
  return join(scene.person.home, 'run.zip');
}

const client = 'client.zip';
const server = 'snapshot.txt';
/** By mode, what is judged of what was kept. */
const kept: Readonly<Record<Mode, readonly string[]>> = {
  client: [client],
  console: [server],
  both: [client, server],
  ssh: ['ssh.txt'],
  verbose: ['ssh-vvv.txt'],
  log: ['server.log'],
};

/** Keeps what there is of a run, the bundle, the snapshot and what people would have, in a folder that stays. `ssh` is its -vvv run. */
export async function saveEvidence(standing: Standing, ssh: Done, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const files = { [client]: bundleOf(standing), [server]: snapshotOf(standing) };
  for (const [name, from] of Object.entries(files)) if (existsSync(from)) copyFileSync(from, join(folder, name));
  const log = await standing.host.attempt(logs, { timeoutMs: 20_000 });
  const verbose = textOf(ssh);
  const texts = { ssh: withoutDebug(verbose), verbose, log: textOf(log) };
  for (const [mode, text] of Object.entries(texts)) {
    for (const name of kept[mode as Mode]) writeFileSync(join(folder, name), text);
  }
}

/** Where there is no journal, the files of another logger, if there are any. */
const logs = 'journalctl --no-pager -q 2>/dev/null || cat /var/log/auth.log /var/log/messages 2>/dev/null';

const textOf = ({ stdout, stderr }: Done): string => `${stdout}${stderr}`;

/** What ssh had printed without -v: to run it twice could meet another answer. */
export function withoutDebug(text: string): string {
  const debug =
    /^(?:debug\d: .*|OpenSSH_\d.*|Authenticated to .*|Transferred: .*|Bytes per second: .*| {2}#\d+ .*\r?\n\r?)\r?\n/gm;
  // One may stand in the midst of what a helper writes in pieces.
  return text.replace(debug, '').replace(/(?<=: )debug\d: .*\r?\n/g, '');
}

/** Judges again what was kept in such a folder, whatever has become of the program since. */
export function judgeSaved(program: Program, folder: string, mode: Mode): Promise<Report> {
  const files = kept[mode];
  const missing = files.find((name) => !existsSync(join(folder, name)));
  if (missing !== undefined) return Promise.reject(new Error(`${missing} was not kept`));
  return explain(
    { program },
    files.map((name) => join(folder, name)),
  );
}

/** Where bash is broken, somebody at the console takes what else there is. */
const shell = 'if bash -c :; then exec bash -s; else exec sh -s; fi';

function snapshotOf({ scene }: Pick<Standing, 'scene'>): string {
  return join(scene.state, 'snapshot.txt');
}

function targetOf(fault: Fault): readonly string[] {
  return fault.target ?? ['alice@web1'];
}

/** The witness: what plain ssh does. */
export function plainSsh(
  { fault, scene }: Pick<Standing, 'fault' | 'scene'>,
  more: readonly string[] = [],
): Promise<Done> {
  // The first value holds: a limit among the user's own words does.
  const words = ['ssh', '-o', 'BatchMode=yes', ...more, ...targetOf(fault), '-o', 'ConnectTimeout=10', 'true'];
  return scene.person.run(words, { timeoutMs: 40_000 });
}

async function live(standing: Standing): Promise<Report> {
  const { fault, scene, program } = standing;
  const repeat = fault.repeat === undefined ? [] : ['--repeat', String(fault.repeat)];
  const words = ['--json', '--bundle', bundleOf(standing), ...repeat, ...targetOf(fault)];
  return reportOf(await scene.person.run([process.execPath, program.path, ...words], { timeoutMs: 90_000 }));
}

async function explain({ program }: Pick<Standing, 'program'>, files: readonly string[]): Promise<Report> {
  return reportOf(await run([process.execPath, program.path, 'explain', '--json', ...files], { timeoutMs: 30_000 }));
}

function reportOf({ status, stdout, stderr }: Done): Report {
  try {
    return JSON.parse(stdout) as Report;
  } catch {
    const said = /^.*Error.*$/m.exec(stderr)?.[0] ?? stderr.trim().slice(-200);
    throw new Error(`sshwhy gave no report (status ${status}): ${said}`);
  }
}

const anybody = ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups'];

/** The collector, pasted at the console, about this login. */
async function snapshot(standing: Standing): Promise<string> {
  const { fault, host, program } = standing;
  const words = targetOf(fault);
  const about = words.at(-1) ?? '';
  const named = about.includes('@') ? about.slice(0, about.lastIndexOf('@')) : (fault.login ?? 'alice');
  const user = words.includes('-l') ? (words[words.indexOf('-l') + 1] ?? named) : named;
  const port = words[words.indexOf('-p') + 1];
  const asked = ['-l', user, ...(words.includes('-p') && port !== undefined ? ['-p', port] : [])];
  const printed = await run([process.execPath, program.path, 'snapshot', '--print', ...asked]);
  const from = fault.family === 6 ? places.client.v6 : places.client.v4;
  // Many hosts share this machine: how long the collector may take is for its own tests.
  const input = printed.stdout.replace("A=''", `A=${from} T=150`);
  const as = standing.ordinary === true ? anybody : [];
  const { stdout, stderr } = await run([...host.console(), ...as, 'sh', '-c', shell], { input, timeoutMs: 260_000 });
  if (!stdout.includes('[end] ')) throw new Error(`the collector broke off: ${stderr.trim().slice(-200)}`);
  const file = snapshotOf(standing);
  writeFileSync(file, stdout);
  return file;
}
