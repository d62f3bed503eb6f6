import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

/** Programs that are under way, by the group that each of them leads. */
const alive = new Set<ChildProcess>();
const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
let guarded = false;

/**
 * Starts a program as the leader of a session of its own. It has no terminal, so what would ask a person fails instead; and it
 * ends with all that it started, a helper of ssh for one, also when this process is ended.
 */
export function startGroup(argv: readonly string[], env: NodeJS.ProcessEnv): ChildProcessWithoutNullStreams {
  guard();
  const [program = '', ...words] = argv;
  // Elsewhere a process of its own means a window of its own.
  const detached = process.platform !== 'win32';
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'], env, detached, windowsHide: true });
  alive.add(child);
  return child;
}

/** Sends the signal to the program and to all that it started and that did not leave its group. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // All of it has ended meanwhile.
  }
}

/** The program is over and its output is read: what it left behind goes as well. */
export function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  signalGroup(child, signal);
  alive.delete(child);
}

function endAll(): void {
  for (const child of alive) endGroup(child, 'SIGKILL');
}

/** A signal that ends this process does not reach other sessions by itself. */
function guard(): void {
  if (guarded) return;
  guarded = true;
  process.once('exit', endAll);
  for (const signal of signals) {
    process.once(signal, () => {
      endAll();
      process.kill(process.pid, signal);
    });
  }
}
