import type { Ran, RunOptions } from '../model/platform.ts';
import { failed, ok, type Result } from '../model/result.ts';
import { codeOf } from './code.ts';
import { endGroup, startGroup } from './group.ts';

/** Messages of the C library come in English, whatever the user's language is: the readers know those. */
const environment = { ...process.env, LC_ALL: 'C', LANGUAGE: 'C', SSH_ASKPASS_REQUIRE: 'never' };

/** Runs a program of this machine: its output, bounded in time and size. */
export function run(argv: readonly string[], options: RunOptions): Promise<Result<Ran>> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = startGroup(argv, environment);
    let timedOut = false;
    const stop = (): void => {
      // Alone at first: the last words of its helpers would look like progress.
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 300).unref();
    };
    const timer = setTimeout(() => {
      timedOut = true;
      stop();
    }, options.withinMs);
    const onAbort = (): void => {
      timedOut = true;
      stop();
    };
    if (options.signal?.aborted) onAbort();
    options.signal?.addEventListener('abort', onAbort, { once: true });
    const done = (): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
      endGroup(child, timedOut ? 'SIGKILL' : 'SIGTERM');
    };
    const max = options.maxBytes ?? 256 * 1024;
    const out = collect(max);
    const err = collect(max, (line) => options.onLine?.(line, performance.now() - started));
    child.stdout.on('data', out.add);
    child.stderr.on('data', err.add);
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    child.once('error', (error) => {
      done();
      resolve(failed({ code: codeOf(error), during: 'spawn', text: error.message }));
    });
    // A grandchild (a control master, a proxy) may hold the pipes open: do not wait for it for ever. What stands in them is
    // read before an immediate runs, also where a busy machine lets the timer go off first.
    const letGo = (): void => {
      child.stdout.destroy();
      child.stderr.destroy();
    };
    child.once('exit', () => setTimeout(() => setImmediate(letGo), 250).unref());
    child.once('close', (status, signal) => {
      done();
      const ms = performance.now() - started;
      const cut = out.cut() || err.cut();
      resolve(ok({ argv, status, signal, stdout: out.text(), stderr: err.text(), ms, timedOut, cut }));
    });
  });
}

/** Keeps the first `max` bytes of a stream, and hands on its lines. */
function collect(
  max: number,
  onLine?: (line: string) => void,
): { add(b: Buffer): void; text(): string; cut(): boolean } {
  const parts: Buffer[] = [];
  let size = 0;
  let rest = '';
  let cut = false;
  return {
    add: (bytes) => {
      if (size + bytes.length > max) {
        cut = true;
        return;
      }
      size += bytes.length;
      parts.push(bytes);
      if (onLine === undefined) return;
      const lines = (rest + bytes.toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line.replace(/\r$/, ''));
    },
    text: () => Buffer.concat(parts).toString('utf8'),
    cut: () => cut,
  };
}
