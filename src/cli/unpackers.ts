import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import type { Gunzip } from 'node:zlib';
import { Damaged, damagedBy } from './damaged.ts';
import { exit, Stop } from './exit.ts';
import type { Form } from './unpack.ts';

/** Null where Node has no such means: it has since 22.15, and types of Node 20 do not know it. */
export async function unzstd(): Promise<Gunzip | null> {
  const { createZstdDecompress } = (await import('node:zlib')) as { createZstdDecompress?: () => Gunzip };
  return createZstdDecompress?.() ?? null;
}

/** By what Node has for it. */
export async function* inside(unpacker: Gunzip, whole: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
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
export async function* through(
  { name: form, program }: Form,
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
