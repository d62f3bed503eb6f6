/*
 * The standard streams. To load those of Node costs a short run a tenth of its time: what is no terminal is read and written by
 * its descriptor.
 */
import { fstatSync, readSync, statSync, writeSync } from 'node:fs';
import { codeOf } from '../node/code.ts';
import { exit } from './exit.ts';

type Descriptor = 0 | 1 | 2;

/** A file, a pipe, a socket, or /dev/null: no terminal, and nothing that is not known. */
function isPlain(descriptor: Descriptor): boolean {
  if (process.platform === 'win32') return false;
  try {
    const it = fstatSync(descriptor);
    return it.isFile() || it.isFIFO() || it.isSocket() || it.rdev === statSync('/dev/null').rdev;
  } catch {
    return false;
  }
}

let out: NodeJS.WriteStream | null = null;
let errors: NodeJS.WriteStream | null = null;

function stdout(): NodeJS.WriteStream {
  if (out !== null) return out;
  out = process.stdout;
  out.on('error', (error: NodeJS.ErrnoException) => unwritten(error));
  return out;
}

/** What could not be written is no answer. But whoever reads no farther, as head(1), still learns the status. */
function unwritten(error: unknown): void {
  const code = codeOf(error);
  if (code === 'EPIPE') return;
  stderr().write(`sshwhy: What was found could not be written (${code}).\n`);
  process.exit(exit.ourFault);
}

/** Node's own, for a terminal or for words beside the answer. */
export function stderr(): NodeJS.WriteStream {
  if (errors !== null) return errors;
  errors = process.stderr;
  errors.on('error', () => {});
  return errors;
}

/** Whether a person looks at it. */
export function isTerminal(descriptor: Descriptor): boolean {
  if (isPlain(descriptor)) return false;
  return { 0: process.stdin, 1: stdout(), 2: stderr() }[descriptor].isTTY === true;
}

/** Its width in characters; undefined where it is no terminal. */
export function widthOfTerminal(): number | undefined {
  return isPlain(1) ? undefined : stdout().columns;
}

/** Writes to standard output, after what was written before. Done when the system has all of it. */
export async function write(text: string): Promise<void> {
  const rest = out === null && isPlain(1) ? writeNow(Buffer.from(text)) : text;
  if (rest.length > 0 || out !== null) await new Promise<void>((resolve) => stdout().write(rest, () => resolve()));
}

/** Gives what is left: a pipe that does not wait was full, and a stream knows when it is not. */
function writeNow(text: Buffer): Buffer {
  let rest = text;
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(1, rest));
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return rest;
    unwritten(error);
    return Buffer.alloc(0);
  }
  return rest;
}

const firstPiece = 1 << 20;

/** What comes on standard input, to its end. A short text is read by the descriptor; what is long comes faster by a stream, which reads ahead. */
export async function* standardInput(): AsyncGenerator<Buffer> {
  if (isPlain(0)) {
    const { piece, ended } = readFirst();
    if (piece.length > 0) yield piece;
    if (ended) return;
  }
  yield* process.stdin as AsyncIterable<Buffer>;
}

/** A pipe that does not wait may be empty before it has ended. */
function readFirst(): { readonly piece: Buffer; readonly ended: boolean } {
  const room = Buffer.allocUnsafeSlow(firstPiece);
  let size = 0;
  try {
    while (size < firstPiece) {
      const read = readSync(0, room, size, firstPiece - size, null);
      if (read === 0) return { piece: room.subarray(0, size), ended: true };
      size += read;
    }
  } catch (error) {
    if (codeOf(error) !== 'EAGAIN') throw error;
  }
  return { piece: room.subarray(0, size), ended: false };
}
