import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import type { Gunzip } from 'node:zlib';
import { Damaged, damagedBy } from './damaged.ts';
import { exit, Stop } from './exit.ts';

/** Packed forms by their first bytes, and the program that unpacks them where Node does not. */
const forms: readonly { readonly name: string; readonly magic: readonly number[]; readonly program: string }[] = [
  { name: 'gzip', magic: [0x1f, 0x8b], program: 'gzip' },
  { name: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd], program: 'zstd' },
  { name: 'xz', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], program: 'xz' },
  { name: 'bzip2', magic: [0x42, 0x5a, 0x68], program: 'bzip2' },
];

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
  if (form.name === 'gzip') {
    const { gunzipped } = await import('./gunzip.ts');
    return yield* gunzipped(whole);
  }
  const own = form.name === 'zstd' ? await unzstd() : null;
  yield* own === null ? through(form, name, whole) : inside(own, whole);
}

async function* again(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** Null where Node has no such means: it has since 22.15, and types of Node 20 do not know it. */
async function unzstd(): Promise<Gunzip | null> {
  const { createZstdDecompress } = (await import('node:zlib')) as { createZstdDecompress?: () => Gunzip };
  return createZstdDecompress?.() ?? null;
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
    throw damagedBy(code);
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
