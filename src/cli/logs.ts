import type { Clock } from '../fleet/clock.ts';
import type { Scanner } from '../fleet/scanner.ts';
import type { Input } from './inputs.ts';

/** So many logs are read at once; of more, some wait until another has ended. */
const mostAtOnce = 200;
const never = Number.POSITIVE_INFINITY;

/** How a log is read. */
export interface HowToScan {
  /** When a file was written last. */
  readonly clockOf: (file: Input) => Clock;
  /** The first line is so many years older than it seems. */
  readonly back: number;
  /** The scanner has read the head of the first file. */
  readonly begun: boolean;
}

/** One log: its files from the oldest part to the youngest, read up to a time and no further. */
export class Log {
  readonly scanner: Scanner;
  /** The time of the line that comes next; before any is read it is not known. */
  next: number = Number.NEGATIVE_INFINITY;
  bytes = 0;
  readonly #files: readonly Input[];
  readonly #how: HowToScan;
  #file = -1;
  #pieces: AsyncGenerator<Buffer> | null = null;
  #piece: Buffer | null = null;
  #at = 0;

  constructor(files: readonly Input[], scanner: Scanner, how: HowToScan) {
    this.#files = files;
    this.scanner = scanner;
    this.#how = how;
    if (!how.begun) return;
    this.#file = 0;
    this.bytes = files[0]?.letGo() ?? 0;
    this.#pieces = files[0]?.pieces() ?? null;
  }

  /** Reads until a line is later than that; false when nothing is left. */
  async readTo(until: number, told: () => void): Promise<boolean> {
    for (;;) {
      const piece = this.#piece;
      if (piece !== null) {
        this.#at += this.scanner.feed(this.#at === 0 ? piece : piece.subarray(this.#at), until);
        if (this.scanner.late !== null) {
          this.next = this.scanner.late;
          return true;
        }
        this.#piece = null;
      } else if (!(await this.#more(told))) return false;
    }
  }

  async #more(told: () => void): Promise<boolean> {
    const { done, value } = (await this.#pieces?.next()) ?? { done: true, value: undefined };
    if (done !== true) {
      told();
      this.#piece = value;
      this.#at = 0;
      this.bytes += value.length;
      return true;
    }
    const file = this.#files[++this.#file];
    if (file === undefined) return false;
    const name = file.name === '-' ? 'standard input' : file.name;
    this.scanner.file(name, this.#file > 0, this.#how.clockOf(file), this.#how.back);
    this.#pieces = file.pieces();
    return true;
  }
}

/** Reads all logs as one: whichever has the earliest line goes on, until another has. */
export async function readAll(logs: readonly Log[], told: () => void): Promise<void> {
  const waiting = [...logs];
  const open = waiting.splice(0, mostAtOnce);
  while (open.length > 0) {
    const first = open.reduce((a, b) => (b.next < a.next ? b : a));
    const until = Math.min(never, ...open.filter((log) => log !== first).map((log) => log.next));
    if (await first.readTo(until, told)) continue;
    open.splice(open.indexOf(first), 1, ...waiting.splice(0, 1));
  }
}
