import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { basename } from 'node:path';
import { diagnose } from '../diagnose.ts';
import type { Report } from '../model/report.ts';
import type { Stage } from '../model/stage.ts';
import { version } from '../model/version.gen.ts';
import { recognise } from '../recognise.ts';
import { brief } from '../report/brief.ts';
import { exit, Stop } from './exit.ts';
import type { LiveFlags } from './program.ts';
import { dieOf, passOn } from './signals.ts';
import { callAgain } from './ssh-call.ts';
import { type SshCall, settingOf, type Watched, watch } from './ssh-shim.ts';
import { stderr } from './streams.ts';
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
  if (flags.json === true) {
    throw new Stop(exit.usage, 'run leaves standard output to the command: --json has no place there.');
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
      stderr().write(
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

async function explain(argv: readonly string[], ended: Ended, watched: Watched, flags: LiveFlags): Promise<void> {
  try {
    // Also where all is well: what ssh said last must stand before the prompt of the shell.
    const calls = await watched.calls(ended.status !== 0 && ended.signal === null);
    if (ended.status === 0 || ended.signal !== null) return;
    const lines = linesFor(argv, ended, calls, watched.unseen);
    const { dim } = await paintFor(flags, 2);
    stderr().write(lines.map((line, i) => `${dim(i === 0 ? 'sshwhy:' : '       ')} ${line}\n`).join(''));
  } finally {
    watched.end();
  }
}

function linesFor(
  argv: readonly string[],
  ended: Ended,
  calls: readonly SshCall[],
  unseen: string | null,
): readonly string[] {
  const failed = failure(argv, ended, calls);
  const call = failed?.call ?? silent(argv, ended, calls);
  if (call === null) {
    const passed = calls.length === 0 && unseen !== null && ofTransport.includes(ended.status);
    return passed
      ? [
          `${notSeen} ${JSON.stringify(unseen.split(/\s/)[0])}.`,
          `${basename(argv[0] ?? '')} … 2>&1 | sshwhy explain  reads what it said`,
        ]
      : [];
  }
  const again = callAgain(call.words);
  const more = again === null ? 'ssh -vvv … 2>&1 | sshwhy explain' : again;
  return [...(failed === null ? [nothingSaid] : brief(failed.report)), `${more}  says more`];
}

/** git ends so when it does not reach the other side, Ansible when a host is out of reach. */
const ofTransport: readonly number[] = [128, 4];
const notSeen = 'It failed, and the ssh it calls was not seen: a configuration file names it as';

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
    const report = reportOf(call);
    if (report !== null) return { call, report };
  }
  return null;
}

const nothingSaid =
  'ssh ended with 255 and was told to say nothing (LogLevel QUIET): it failed, or the remote command did.';
/** They end with the status of ssh. */
const passOnStatus: readonly string[] = ['ssh', 'scp', 'sftp', 'rsync'];

/** The call that may have failed, and says nothing because somebody wished so. */
function silent(argv: readonly string[], { status }: Ended, calls: readonly SshCall[]): SshCall | null {
  const last = calls.at(-1);
  if (status !== 255 || last === undefined || last.own !== '' || last.other.trim() !== '') return null;
  if (!passOnStatus.includes(basename(argv[0] ?? ''))) return null;
  // `ssh -G` has the first of its names for it, which nobody writes.
  return /^(?:SILENT|QUIET)$/.test(settingOf(last, 'loglevel') ?? '') ? last : null;
}

/** Where it stops so early, nobody on the other side has said anything: what else was printed is of helpers and hops. */
const beforeAnyAnswer: readonly Stage[] = ['config', 'name', 'route', 'tcp', 'identification'];

/** ssh said what comes below, and not sshd, which words some of it alike. */
const byHand = '$ ssh\n';

/** What a call failed on; null where ssh itself said nothing of that kind. */
function reportOf(call: SshCall): Report | null {
  const { own, other } = call;
  if (own === null) return failing(judge(other));
  if (own === '') return cutOff(other, () => settingOf(call, 'hostname'));
  const alone = failing(judge(`${byHand}${own}`));
  const { stage } = alone?.verdict ?? {};
  return stage !== undefined && beforeAnyAnswer.includes(stage) ? failing(judge(`${byHand}${other}${own}`)) : alone;
}

function failing(report: Report): Report | null {
  return report.verdict.symptom === null ? null : report;
}

/**
 * When the other side ends the connection, ssh writes it where the remote command wrote, and as the last line. There a further ssh
 * may have written the same of a further host.
 */
function cutOff(other: string, hostOf: () => string | null): Report | null {
  const last = other.trimEnd().split('\n').at(-1) ?? '';
  const report = failing(judge(last));
  if (report?.verdict.stage !== 'session') return null;
  const host = hostOf();
  return host !== null && last.split(/[\s:]+/).includes(host) ? report : null;
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
