import type { Ran, RunOptions } from '../model/platform.ts';
import type { Result } from '../model/result.ts';
import { run } from './run.ts';

type Run = (argv: readonly string[], options: RunOptions) => Promise<Result<Ran>>;

/** A program that was started before the one who wants it was loaded. Its lines wait, with their times. */
export class Started {
  readonly #argv: readonly string[];
  readonly #stop = new AbortController();
  readonly #waiting: [line: string, ms: number][] = [];
  readonly #ran: Promise<Result<Ran>>;
  #onLine: NonNullable<RunOptions['onLine']> = (line, ms) => this.#waiting.push([line, ms]);
  #taken = false;

  constructor(argv: readonly string[], withinMs: number) {
    this.#argv = argv;
    this.#ran = run(argv, { withinMs, onLine: (line, ms) => this.#onLine(line, ms), signal: this.#stop.signal });
  }

  /** `run`, which hands this program over to the first who would start it with the same words. */
  orRun(run: Run): Run {
    const words = JSON.stringify(this.#argv);
    return (argv, options) =>
      this.#taken || JSON.stringify(argv) !== words ? run(argv, options) : this.#handOver(options);
  }

  /** Ends it if nobody wanted it. */
  drop(): void {
    if (!this.#taken) this.#stop.abort();
  }

  async #handOver({ withinMs, onLine, signal }: RunOptions): Promise<Result<Ran>> {
    this.#taken = true;
    for (const [line, ms] of this.#waiting) onLine?.(line, ms);
    this.#onLine = (line, ms) => onLine?.(line, ms);
    const stop = (): void => this.#stop.abort();
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    const timer = setTimeout(stop, withinMs);
    const ran = await this.#ran;
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    return ran;
  }
}
