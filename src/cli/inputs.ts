import { close, open, read, stat } from 'node:fs';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import type { Gunzip } from 'node:zlib';
import { exit, Stop } from './exit.ts';

/** Forms that are not unpacked here, by their first bytes, and the command that does. */
const foreign: readonly { readonly magic: readonly number[]; readonly name: string; readonly command: string }[] = [
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], name: 'xz', command: 'xz -dc' },
  { magic: [0x42, 0x5a, 0x68], name: 'bzip2', command: 'bzip2 -dc' },
];
const gzip = [0x1f, 0x8b];
const zstd = [0x28, 0xb5, 0x2f, 0xfd];

/** So much is read at once: what a core keeps near. */
const pieceSize = 1 << 18;

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
  packed = false;
  readonly #head: Buffer[] = [];
  #rest: AsyncIterator<Buffer> | null = null;

  private constructor(name: string, size: number | null, writtenAt: number | null) {
    this.name = name;
    this.size = size;
    this.writtenAt = writtenAt;
  }

  /** Opens nothing yet; a file that is not there ends the command. */
  static async of(name: string): Promise<Input> {
    if (name === '-') return new Input(name, null, null);
    try {
      const { size, mtimeMs } = await promisify(stat)(name);
      return new Input(name, size, mtimeMs);
    } catch (error) {
      throw unreadable(name, error);
    }
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
    this.#rest ??= unpacked(this.name, this)[Symbol.asyncIterator]();
    try {
      const { done, value } = await this.#rest.next();
      if (done !== true) return value;
    } catch (error) {
      if (error instanceof Stop) throw error;
      const code = (error as { code?: string }).code ?? 'unknown';
      // zlib's own codes: the packed file is cut off or damaged; what came before is good.
      if (!/^(?:Z_|ERR_ZSTD|ZSTD_)/.test(code)) throw unreadable(this.name, error);
      const what = code === 'Z_BUF_ERROR' ? 'ends before its end: it was cut off' : `is damaged (${code})`;
      this.lost = `${this.name === '-' ? 'The packed text' : this.name} ${what}; what stands before that was read.`;
    }
    this.ended = true;
    return null;
  }
}

function unreadable(name: string, error: unknown): Stop {
  return new Stop(exit.usage, `${name} cannot be read (${(error as { code?: string }).code ?? 'unknown'}).`);
}

/** What is packed is handed on in pieces that others keep for a while. */
interface Reading {
  taken: number;
  reuses: boolean;
  packed: boolean;
}

async function* raw(name: string, reading: Reading): AsyncGenerator<Buffer> {
  for await (const chunk of name === '-' ? (process.stdin as AsyncIterable<Buffer>) : fileIn(name, reading)) {
    reading.taken += chunk.length;
    yield chunk;
  }
}

/** While a piece is looked at, the next one is read into another buffer. */
async function* fileIn(name: string, reading: Reading): AsyncGenerator<Buffer> {
  const file = await promisify(open)(name, 'r');
  const into = async (room: Buffer): Promise<Buffer> => {
    const { bytesRead } = await promisify(read)(file, room, 0, pieceSize, null);
    return room.subarray(0, bytesRead);
  };
  const fresh = (): Buffer => Buffer.allocUnsafeSlow(pieceSize);
  let [room, other] = [fresh(), fresh()];
  let next = into(room);
  try {
    for (let piece = await next; piece.length > 0; piece = await next) {
      if (reading.packed || !reading.reuses) other = fresh();
      [room, other] = [other, room];
      next = into(room);
      yield piece;
    }
  } finally {
    await next.catch(() => {});
    close(file);
  }
}

/** Packed texts are known by their first bytes, whatever the name of the file. */
async function* unpacked(name: string, input: Input): AsyncGenerator<Buffer> {
  const source = raw(name, input);
  let first = Buffer.alloc(0);
  while (first.length < 6) {
    const { done, value } = await source.next();
    if (done === true) break;
    first = Buffer.concat([first, value]);
  }
  const begins = (magic: readonly number[]): boolean => magic.every((byte, i) => first[i] === byte);
  const known = foreign.find(({ magic }) => begins(magic));
  if (known !== undefined) throw unpackFirst(name, known.name, known.command);
  const whole = again(first, source);
  if (!begins(gzip) && !begins(zstd)) return yield* whole;
  const { createGunzip, ...more } = await import('node:zlib');
  // Since Node 22.15; types of Node 20 do not know it.
  const { createZstdDecompress } = more as { createZstdDecompress?: () => NodeJS.ReadWriteStream };
  if (begins(zstd) && createZstdDecompress === undefined) throw unpackFirst(name, 'zstd', 'zstd -dc');
  input.packed = true;
  const unpacker = begins(gzip) ? createGunzip({ chunkSize: 1 << 18 }) : createZstdDecompress?.();
  const packed = Readable.from(whole);
  packed.once('error', (error) => (unpacker as Readable).destroy(error));
  return yield* packed.pipe(unpacker as Gunzip) as AsyncIterable<Buffer>;
}

async function* again(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  yield* rest;
}

function unpackFirst(name: string, form: string, command: string): Stop {
  const file = name === '-' ? 'FILE' : name;
  return new Stop(
    exit.usage,
    `${name} is packed with ${form}, which is not read here: ${command} ${file} | sshwhy explain`,
  );
}
