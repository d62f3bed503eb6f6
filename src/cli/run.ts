import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { basename } from 'node:path';
import { diagnose } from '../diagnose.ts';
import type { Report } from '../model/report.ts';
import { version } from '../model/version.gen.ts';
import { recognise } from '../recognise.ts';
import { brief } from '../report/brief.ts';
import { exit, Stop } from './exit.ts';
import type { LiveFlags } from './program.ts';
import { callAgain } from './ssh-call.ts';
import { type SshCall, type Watched, watch } from './ssh-shim.ts';
import { paintFor } from './terminal.ts';

/** How a command ended. `signal`: it was ended by one; then `status` is what a shell makes of it. */
interface Ended {
  readonly status: number;
  readonly signal: NodeJS.Signals | null;
}

/** `sshwhy run -- COMMAND…`: the command as it is; a word of explanation when it fails on SSH. Gives its status. */
export async function runCommand(command: readonly string[], flags: LiveFlags): Promise<number> {
  const dashes = process.argv.indexOf('--');
  if (command.length === 0 || dashes < 0 || !process.argv.slice(0, dashes).includes('run')) {
    throw new Stop(exit.usage, 'Write -- and the command behind run: sshwhy run -- ssh web1.');
  }
  const argv = process.argv.slice(dashes + 1);
  const watched = watch(argv);
  const ended = await through(watched?.argv ?? argv, watched?.env ?? process.env);
  if (watched !== null) await explain(argv, ended, watched, flags);
  if (ended.signal !== null) await dieOf(ended.signal);
  return ended.status;
}

/** Runs it with the terminal and the descriptors of this process. */
function through(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const [program = '', ...rest] = argv;
  return new Promise((resolve) => {
    // Before there is a command: a signal may come while it starts.
    const { to, quiet } = passOn();
    const child = spawn(program, rest, { stdio: 'inherit', env });
    to(child);
    child.once('error', (error: NodeJS.ErrnoException) => {
      quiet();
      // As env(1) and the shells have it.
      const missing = error.code === 'ENOENT';
      process.stderr.write(
        `sshwhy: ${JSON.stringify(program)} ${missing ? 'is not there' : `cannot be run (${error.code})`}.\n`,
      );
      resolve({ status: missing ? 127 : 126, signal: null });
    });
    child.once('exit', (code, signal) => {
      quiet();
      resolve({ status: code ?? 128 + (signal === null ? 0 : constants.signals[signal]), signal });
    });
  });
}

/**
 * Signals that only this process was sent go on to the command. What the keyboard makes, the terminal sends to both of
 * them: there it is left alone.
 */
function passOn(): { readonly to: (child: ChildProcess) => void; readonly quiet: () => void } {
  const keyboard = process.stdin.isTTY === true;
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'];
  const early: NodeJS.Signals[] = [];
  let command: ChildProcess | null = null;
  const handlers = signals.map((signal) => {
    const handler = (): void => {
      if (keyboard && (signal === 'SIGINT' || signal === 'SIGQUIT')) return;
      if (command === null) early.push(signal);
      else command.kill(signal);
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  return {
    to: (child) => {
      command = child;
      for (const signal of early) child.kill(signal);
    },
    quiet: () => {
      for (const off of handlers) off();
    },
  };
}

/** Ends this process in the same way, so that the shell sees what it would have seen. */
async function dieOf(signal: NodeJS.Signals): Promise<void> {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  // A signal that does not end a process leaves the status to tell it.
  await new Promise((resolve) => setTimeout(resolve, 100));
}

async function explain(argv: readonly string[], ended: Ended, watched: Watched, flags: LiveFlags): Promise<void> {
  try {
    // Also where all is well: what ssh said last must stand before the prompt of the shell.
    const calls = await watched.calls();
    if (ended.status === 0 || ended.signal !== null) return;
    const failed = failure(argv, ended, calls);
    if (failed === null) return;
    const { dim } = paintFor(flags, process.stderr);
    const again = callAgain(failed.call.words);
    const more = again === null ? 'ssh -vvv … 2>&1 | sshwhy explain' : again;
    const lines = [...brief(failed.report), `${more}  says more`];
    process.stderr.write(lines.map((line, i) => `${dim(i === 0 ? 'sshwhy:' : '       ')} ${line}\n`).join(''));
  } finally {
    watched.end();
  }
}

/** Programs that call ssh for many machines: one that failed need not be the last. */
const forMany = /^(?:ansible(?:-\w+)?|pssh|parallel-ssh|clush|parallel)$/;

/** The call of ssh that the command failed on; null where it failed on something else. */
function failure(
  argv: readonly string[],
  { status }: Ended,
  calls: readonly SshCall[],
): { readonly call: SshCall; readonly report: Report } | null {
  const program = basename(argv[0] ?? '');
  // Any other status is that of the remote command, or of a wrong usage.
  if (program === 'ssh' && status !== 255) return null;
  const asked = forMany.test(program) ? [...calls].reverse() : calls.slice(-1);
  for (const call of asked) {
    const report = judge(call.said);
    if (report.verdict.symptom !== null) return { call, report };
  }
  return null;
}

function judge(text: string): Report {
  const at = new Date().toISOString();
  return diagnose({
    format: 1,
    tool: { name: 'sshwhy', version },
    startedAt: at,
    durationMs: 0,
    ssh: null,
    settings: null,
    spent: null,
    evidence: recognise(text, { name: null, before: 0, at }),
    hops: [],
    warnings: [],
  });
}
