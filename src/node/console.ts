import { spawn } from 'node:child_process';
import { failed, ok, type Result } from '../model/result.ts';
import { codeOf } from './code.ts';

/** What came back from a console: as much as there was, also when it broke off. */
export interface Console {
  readonly text: string;
  readonly status: number | null;
  readonly stderr: string;
  readonly timedOut: boolean;
}

const maxBytes = 4 * 1024 * 1024;

/**
 * Runs a program with the script on its standard input, and no terminal: what would ask a person for a password fails
 * instead. Octets beyond 4 MiB are dropped.
 */
export function runScript(argv: readonly string[], script: string, withinMs: number): Promise<Result<Console>> {
  const [program = '', ...words] = argv;
  return new Promise((resolve) => {
    const env = { ...process.env, SSH_ASKPASS_REQUIRE: 'never' };
    // A session of its own has no terminal to ask at, and ends as a whole.
    const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'], env, detached: true, windowsHide: true });
    const out = { parts: [] as Buffer[], size: 0 };
    let stderr = '';
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      endGroup(child.pid);
    }, withinMs);
    child.stdout.on('data', (bytes: Buffer) => {
      if (out.size < maxBytes) out.parts.push(bytes);
      out.size += bytes.length;
    });
    child.stderr.on('data', (bytes: Buffer) => {
      stderr = (stderr + bytes.toString('utf8')).slice(-4000);
    });
    // It may end before it has read the script.
    child.stdin.on('error', () => {});
    child.stdin.end(script);
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve(failed({ code: codeOf(error), during: 'spawn', text: error.message }));
    });
    child.once('close', (status) => {
      clearTimeout(timer);
      resolve(ok({ text: Buffer.concat(out.parts).toString('utf8'), status, stderr, timedOut }));
    });
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
