import { type ChildProcess, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isTerminal } from './streams.ts';

/** Signals on their way to a command. */
export interface Passed {
  readonly to: (child: ChildProcess) => void;
  readonly quiet: () => void;
}

/**
 * Signals that only this process was sent go on to the command. What the keyboard makes, the terminal sends to both of
 * them: there it is left alone. A command that stops itself, as ssh does at ~^Z, stops this process, too: the shell waits for
 * this one alone.
 */
export function passOn(): Passed {
  const keyboard = isTerminal(0);
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'];
  const early: NodeJS.Signals[] = [];
  let command: ChildProcess | null = null;
  const offs: (() => void)[] = [];
  const on = (signal: NodeJS.Signals, handler: () => void): void => {
    process.on(signal, handler);
    offs.push(() => process.off(signal, handler));
  };
  for (const signal of signals) {
    on(signal, () => {
      if (keyboard && (signal === 'SIGINT' || signal === 'SIGQUIT')) return;
      if (command === null) early.push(signal);
      else command.kill(signal);
    });
  }
  if (process.platform !== 'win32') {
    let asked = false;
    on('SIGCHLD', () => {
      if (asked || command?.pid === undefined) return;
      // The end of `ps` is such a signal as well.
      asked = process.platform !== 'linux';
      if (asked) setTimeout(() => (asked = false), 100).unref();
      if (isStopped(command.pid)) process.kill(process.pid, 'SIGSTOP');
    });
    // The shell wakes the whole job; anybody else wakes this process alone.
    on('SIGCONT', () => command?.kill('SIGCONT'));
  }
  return {
    to: (child) => {
      command = child;
      for (const signal of early) child.kill(signal);
    },
    quiet: () => {
      for (const off of offs) off();
    },
  };
}

function isStopped(pid: number): boolean {
  try {
    // The state stands behind the name, which may hold anything.
    return /^T/.test(readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, ''));
  } catch {
    if (process.platform === 'linux') return false;
    return spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.startsWith('T') === true;
  }
}

/** Ends this process in the same way, so that the shell sees what it would have seen. */
export async function dieOf(signal: NodeJS.Signals): Promise<void> {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  // A signal that does not end a process leaves the status to tell it.
  await new Promise((resolve) => setTimeout(resolve, 100));
}
