import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import type { Gunzip } from 'node:zlib';
import { exit, Stop } from './exit.ts';

/** The packed text is cut off or damaged. What came before that is good. The message is the predicate of a sentence. */
export class Damaged extends Error {}

/** Packed forms by their first bytes, and the program that unpacks them where Node does not. */
const forms: readonly { readonly name: string; readonly magic: readonly number[]; readonly program: string }[] = [
  { name: 'gzip', magic: [0x1f, 0x8b], program: 'gzip' },
  { name: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd], program: 'zstd' },
  { name: 'xz', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], program: 'xz' },
  { name: 'bzip2', magic: [0x42, 0x5a, 0x68], program: 'bzip2' },
];

/** What an unpacker gives at once. Of the last such piece before a damage nothing is seen. */
const chunkSize = 1 << 16;

/** Packed texts are known by their first bytes, whatever the name of the file. `told`: it is packed. */
export async function* unpacked(name: string, source: AsyncIterator<Buffer>, told: () => void): AsyncGenerator<Buffer> {
  let first = Buffer.alloc(0);
  while (first.length < 6) {
    const { done, value } = await source.next();
    if (done === true) break;
    first = Buffer.concat([first, value]);
  }
  const form = forms.find(({ magic }) => magic.every((byte, i) => first[i] === byte));
  const whole = again(first, source);
  if (form === undefined) return yield* whole;
  told();
  const own = await unpackerOf(form.name);
  yield* own === null ? through(form, name, whole) : inside(own, whole);
}

async function* again(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** What Node itself unpacks with; null where it has no such means. */
async function unpackerOf(form: string): Promise<Gunzip | null> {
  const { createGunzip, ...more } = await import('node:zlib');
  if (form === 'gzip') return createGunzip({ chunkSize });
  // Since Node 22.15; types of Node 20 do not know it.
  const { createZstdDecompress } = more as { createZstdDecompress?: () => Gunzip };
  return form === 'zstd' ? (createZstdDecompress?.() ?? null) : null;
}

async function* inside(unpacker: Gunzip, whole: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const packed = Readable.from(whole);
  packed.once('error', (error) => unpacker.destroy(error));
  try {
    for await (const piece of packed.pipe(unpacker)) yield piece as Buffer;
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    if (!/^(?:Z_|ERR_ZSTD|ZSTD_)/.test(code)) throw error;
    // What was unpacked and not yet taken.
    for (let piece = unpacker.read(); piece !== null; piece = unpacker.read()) yield piece as Buffer;
    throw new Damaged(
      code === 'Z_BUF_ERROR'
        ? 'ends before its end: it was cut off; what stands before that was read'
        : `is damaged (${code}); what stands before that was read, but perhaps for some lines just before it`,
    );
  }
}

/** By the program that packed it, as `xz -dc`. */
async function* through(
  { name: form, program }: (typeof forms)[number],
  name: string,
  whole: AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer> {
  const child = spawn(program, ['-dc'], { stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
  const ended = new Promise<number | null | 'missing'>((resolve) => {
    child.once('error', () => resolve('missing'));
    child.once('close', resolve);
  });
  const packed = Readable.from(whole);
  let unread: Error | null = null;
  packed.once('error', (error) => {
    unread = error;
    child.stdin.end();
  });
  // It may have enough before it has read all.
  child.stdin.on('error', () => {});
  packed.pipe(child.stdin);
  for await (const piece of child.stdout) yield piece as Buffer;
  const status = await ended;
  if (unread !== null) throw unread;
  if (status === 'missing') {
    throw new Stop(
      exit.usage,
      `${name} is packed with ${form}, which needs the program ${program}: elsewhere, ${program} -dc ${name === '-' ? 'FILE' : name} unpacks it.`,
    );
  }
  if (status !== 0) throw new Damaged(`is cut off or damaged; what ${program} could unpack of it was read`);
}
