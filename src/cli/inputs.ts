import { close, open, read, stat } from 'node:fs';
import { promisify } from 'node:util';
import { Damaged } from './damaged.ts';
import { Stop, unreadable } from './exit.ts';
import { standardInput } from './streams.ts';
import { unpacked } from './unpack.ts';

/** So much is read at once: turns of the event loop cost more than what a cache near the core saves. Of many files, which are read side by side, it is less. */
const pieceSize = 1 << 20;
const smallPiece = 1 << 15;
const manyFiles = 8;

/** A text that somebody gave, read piece by piece: a file or standard input, unpacked where it is packed. */
export class Input {
  readonly name: string;
  /** On the disk; null when that is not known. */
  readonly size: number | null;
  /** When it was written last; null for a stream. */
  readonly writtenAt: number | null;
  /** Bytes read so far from the disk. */
  taken = 0;
  /** What was lost, in one sentence. */
  lost: string | null = null;
  ended = false;
  /** One buffer is read into again and again: each piece is done with before the next is asked for. */
  reuses = false;
  /** The program that unpacks it; null where it is not packed. */
  packed: string | null = null;
  pieceSize: number = pieceSize;
  readonly #file: string;
  readonly #head: Buffer[] = [];
  #kept: { readonly bytes: Buffer; readonly whole: boolean } | null = null;
  #rest: AsyncIterator<Buffer> | null = null;

  private constructor(name: string, size: number | null, writtenAt: number | null, file: string) {
    this.name = name;
    this.#file = file;
    this.size = size;
    this.writtenAt = writtenAt;
  }

  /** Opens nothing yet; a file that is not there ends the command. */
  static async of(name: string): Promise<Input> {
    if (name === '-') return new Input(name, null, null, name);
    try {
      const { size, mtimeMs, dev, ino } = await promisify(stat)(name, { bigint: true });
      return new Input(name, Number(size), Number(mtimeMs), ino === 0n ? name : `${dev} ${ino}`);
    } catch (error) {
      throw unreadable(name, error);
    }
  }

  /** The inputs of these names. A file that has two of them is read once. */
  static async all(names: readonly string[]): Promise<readonly Input[]> {
    const inputs = await Promise.all(names.map((name) => Input.of(name)));
    const files = new Map(inputs.map((input) => [input.#file, input]));
    if (files.size > manyFiles) for (const input of inputs) input.pieceSize = smallPiece;
    return [...files.values()];
  }

  /** The first `most` bytes or more, or all of it. They are read again later. */
  async head(most: number): Promise<Buffer> {
    let size = this.#head.reduce((n, b) => n + b.length, 0);
    while (size < most && !this.ended) {
      const next = await this.#next();
      if (next === null) break;
      this.#head.push(next);
      size += next.length;
    }
    return Buffer.concat(this.#head);
  }

  /** Of a stream, which is given only once, the first `most` bytes are kept for `rewind`. */
  async keep(most: number): Promise<void> {
    if (this.name !== '-') return;
    const bytes = await this.head(most);
    this.#kept = { bytes, whole: this.ended };
  }

  /** It is at its start again; a stream as far as it was kept. */
  rewind(): void {
    const { bytes, whole } = this.#kept ?? {};
    this.#head.splice(0, this.#head.length, ...(bytes === undefined ? [] : [bytes]));
    this.ended = whole ?? false;
    if (bytes !== undefined) return;
    this.#rest = null;
    this.taken = 0;
    this.reuses = false;
  }

  /** What `head` read is not given again. How many bytes it was. */
  letGo(): number {
    return this.#head.splice(0).reduce((n, b) => n + b.length, 0);
  }

  /** All of it, from the start; `head` has been read and is let go. A piece is good until the next one is asked for. */
  async *pieces(): AsyncGenerator<Buffer> {
    for (let piece = this.#head.shift(); piece !== undefined; piece = this.#head.shift()) yield piece;
    this.reuses = true;
    for (let piece = await this.#next(); piece !== null; piece = await this.#next()) yield piece;
  }

  async #next(): Promise<Buffer | null> {
    if (this.ended) return null;
    this.#rest ??= unpacked(this.name, raw(this.name, this), (program) => {
      this.packed = program;
    });
    try {
      const { done, value } = await this.#rest.next();
      if (done !== true) return value;
    } catch (error) {
      if (error instanceof Stop) throw error;
      if (!(error instanceof Damaged)) throw unreadable(this.name, error);
      this.lost = `${this.name === '-' ? 'The packed text' : this.name} ${error.message}.`;
    }
    this.ended = true;
    return null;
  }
}

/** The first `most` bytes of a file, whatever kind of file that is. */
export async function headOf(name: string, most: number): Promise<Buffer> {
  return (await Input.of(name)).head(most);
}

/** What is packed is handed on in pieces that others keep for a while. */
interface Reading {
  taken: number;
  reuses: boolean;
  packed: string | null;
  pieceSize: number;
}

async function* raw(name: string, reading: Reading): AsyncGenerator<Buffer> {
  for await (const chunk of name === '-' ? standardInput() : fileIn(name, reading)) {
    reading.taken += chunk.length;
    yield chunk;
  }
}

/** While a piece is looked at, the next one is read into another buffer. */
async function* fileIn(name: string, reading: Reading): AsyncGenerator<Buffer> {
  const file = await promisify(open)(name, 'r');
  const readInto = promisify(read);
  const into = async (room: Buffer): Promise<Buffer> => {
    const { bytesRead } = await readInto(file, room, 0, room.length, null);
    return room.subarray(0, bytesRead);
  };
  const fresh = (): Buffer => Buffer.allocUnsafeSlow(reading.pieceSize);
  let [room, other] = [fresh(), fresh()];
  let next = into(room);
  try {
    for (let piece = await next; piece.length > 0; piece = await next) {
      if (reading.packed !== null || !reading.reuses) other = fresh();
      [room, other] = [other, room];
      next = into(room);
      yield piece;
    }
  } finally {
    await next.catch(() => {});
    close(file);
  }
}
