import { failed, ok, type Result } from '../model/result.ts';
import { codeOf } from './code.ts';
import { endGroup, startGroup } from './group.ts';

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
  return new Promise((resolve) => {
    const env = { ...process.env, SSH_ASKPASS_REQUIRE: 'never' };
    const child = startGroup(argv, env);
    const out = { parts: [] as Buffer[], size: 0 };
    let stderr = '';
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      endGroup(child, 'SIGKILL');
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
      endGroup(child, 'SIGTERM');
      resolve(ok({ text: Buffer.concat(out.parts).toString('utf8'), status, stderr, timedOut }));
    });
  });
}
