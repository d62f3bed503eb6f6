/*
 * gzip (RFC 1952), member by member, as gzip(1) does it: Node's own means lose what they have unpacked when anything stands
 * behind a member, and when only its check sum is wrong.
 */
import * as zlib from 'node:zlib';
import { cutOff, Damaged, damagedBy } from './damaged.ts';

/** What is unpacked at once. Of the last such piece before a damage nothing is seen. */
const chunkSize = 1 << 16;

const [extra, name, comment, headerCheck] = [4, 8, 16, 2];

/** Of Node 20.15 and later; its types do not know it. */
const { crc32 } = zlib as { crc32?: (data: Buffer, value: number) => number };

/** Bytes that come piece by piece, with those put back that somebody did not need. */
class Bytes {
  readonly #source: AsyncIterator<Buffer>;
  readonly #ready: Buffer[] = [];

  constructor(source: AsyncIterator<Buffer>) {
    this.#source = source;
  }

  /** Null at the end. */
  async piece(): Promise<Buffer | null> {
    const ready = this.#ready.shift();
    if (ready !== undefined) return ready;
    const { done, value } = await this.#source.next();
    return done === true ? null : value;
  }

  back(piece: Buffer): void {
    if (piece.length > 0) this.#ready.unshift(piece);
  }

  /** So many bytes, or fewer where the end comes. */
  async take(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = count; left > 0; ) {
      const piece = await this.piece();
      if (piece === null) break;
      parts.push(piece.subarray(0, left));
      this.back(piece.subarray(left));
      left -= Math.min(left, piece.length);
    }
    return Buffer.concat(parts);
  }

  /** Passes over what is as told; how many bytes that were. */
  async skip(isSo: (byte: number) => boolean): Promise<number> {
    let count = 0;
    for (let piece = await this.piece(); piece !== null; piece = await this.piece()) {
      const at = piece.findIndex((byte) => !isSo(byte));
      count += at < 0 ? piece.length : at;
      if (at < 0) continue;
      this.back(piece.subarray(at));
      break;
    }
    return count;
  }
}

/** What is packed in all members. What stands behind the last one is left out, and said. */
export async function* gunzipped(source: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  const bytes = new Bytes(source);
  for (let first = true; ; first = false) {
    // Tapes and disks fill up with zeros.
    if (!first) await bytes.skip((byte) => byte === 0);
    const magic = await bytes.take(2);
    if (magic.length === 0) return;
    if (magic[0] !== 0x1f || (magic.length > 1 && magic[1] !== 0x8b)) {
      const rest = magic.length + (await bytes.skip(() => true));
      throw new Damaged(`goes on behind its packed part with ${rest} bytes that are not packed; they were left out`);
    }
    if (magic.length < 2) throw new Damaged(cutOff);
    await passHeader(bytes);
    yield* member(bytes);
  }
}

async function passHeader(bytes: Bytes): Promise<void> {
  const head = await bytes.take(8);
  const [method, flags = 0] = head;
  if (head.length < 8) throw new Damaged(cutOff);
  if (method !== 8 || flags > 31) {
    throw new Damaged('is damaged, or packed in a way that nobody uses; what stands before that was read');
  }
  if ((flags & extra) !== 0) {
    const size = await bytes.take(2);
    await bytes.take(size.length < 2 ? 0 : size.readUInt16LE());
  }
  for (const text of [name, comment]) {
    if ((flags & text) === 0) continue;
    await bytes.skip((byte) => byte !== 0);
    await bytes.take(1);
  }
  if ((flags & headerCheck) !== 0) await bytes.take(2);
}

async function* member(bytes: Bytes): AsyncGenerator<Buffer> {
  const inflate = zlib.createInflateRaw({ chunkSize });
  const given = new Given(bytes, inflate);
  let sum = 0;
  const checked = (piece: Buffer): Buffer => {
    sum = crc32?.(piece, sum) ?? 0;
    return piece;
  };
  given.feed();
  try {
    for await (const piece of inflate) yield checked(piece as Buffer);
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    if (!code.startsWith('Z_')) throw error;
    // What was unpacked and not yet taken.
    for (let piece = inflate.read(); piece !== null; piece = inflate.read()) yield checked(piece as Buffer);
    throw damagedBy(code);
  }
  given.putBack();
  const trailer = await bytes.take(8);
  if (trailer.length < 8) throw new Damaged(cutOff);
  if (crc32 !== undefined && trailer.readUInt32LE() !== sum) {
    throw new Damaged('is damaged: its check sum is another; all of it was read, and some of it is not what it was');
  }
}

/** What an unpacker was given, so that it can be told what it left. */
class Given {
  readonly #bytes: Bytes;
  readonly #inflate: zlib.InflateRaw;
  #piece: Buffer = Buffer.alloc(0);
  #before = 0;

  constructor(bytes: Bytes, inflate: zlib.InflateRaw) {
    this.#bytes = bytes;
    this.#inflate = inflate;
  }

  /** One piece, and the next when that is used up: where some of it is left, the packed part has ended. */
  feed(): void {
    const next = (piece: Buffer | null): void => {
      if (piece === null) {
        this.#inflate.end();
        return;
      }
      this.#before += this.#piece.length;
      this.#piece = piece;
      this.#inflate.write(piece, (error) => {
        if (!error && this.#left().length === 0) this.feed();
      });
    };
    this.#bytes.piece().then(next, (error: Error) => this.#inflate.destroy(error));
  }

  #left(): Buffer {
    return this.#piece.subarray(this.#inflate.bytesWritten - this.#before);
  }

  putBack(): void {
    this.#bytes.back(this.#left());
  }
}
