import { CommanderError } from 'commander';
import { printable } from '../model/text.ts';
import { addCompletion } from './completion.ts';
import { exit, Stop } from './exit.ts';
import { buildProgram } from './program.ts';
import { stderr, write } from './streams.ts';

/** Leaves with this status when all output is written. */
function leave(status: number): void {
  process.exitCode = status;
  // Timers and half-closed sockets of probes that were ended must not keep the command alive.
  void write('').then(() => {
    // Elsewhere what goes there is written at once, and asking for the stream would first make it.
    if (process.platform === 'win32') stderr().write('', () => process.exit(status));
    else process.exit(status);
  });
}

async function main(): Promise<number> {
  let status = 0;
  const program = buildProgram({
    live: async (...call) => {
      status = await (await import('./live.ts')).live(...call);
    },
    explain: async (...call) => {
      status = await (await import('./explain.ts')).explain(...call);
    },
    snapshot: async (print, { l, p }) => {
      status = await (await import('./snapshot.ts')).snapshot(print, {
        user: l ?? null,
        from: null,
        port: Number(p ?? 22),
      });
    },
    run: async (command, flags) => {
      status = await (await import('./run.ts')).runCommand(command, flags);
    },
    firewall: async (...call) => {
      status = await (await import('./firewall.ts')).firewall(...call);
    },
    causes: async (...call) => {
      status = await (await import('./causes.ts')).listCauses(...call);
    },
  });
  program.exitOverride();
  for (const command of program.commands) command.exitOverride();
  await addCompletion(program, process.argv);
  try {
    await program.parseAsync(process.argv);
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exit.usage;
    if (error instanceof Stop) {
      // The names of files and what a bundle holds are anybody's.
      stderr().write(`sshwhy: ${printable(error.message, 2000)}\n`);
      return error.status;
    }
    return ourBug(error);
  }
}

/** Our own failure is never blamed on the host, and never has the status of a diagnosis. */
function ourBug(error: unknown): number {
  const told = error instanceof Error ? error.stack : String(error);
  stderr().write(`sshwhy: a bug of sshwhy itself, not a finding about your host: ${told}\n`);
  return exit.ourFault;
}

process.on('uncaughtException', (error) => process.exit(ourBug(error)));
void main().then(leave);
