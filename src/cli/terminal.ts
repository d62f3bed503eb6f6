import type { Paint } from '../report/text.ts';
import type { LiveFlags } from './program.ts';
import { isTerminal, widthOfTerminal } from './streams.ts';

const same = (text: string): string => text;
const plain: Paint = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };

/** Colours by --color, then NO_COLOR and FORCE_COLOR, then whether it is a terminal. */
export async function paintFor(flags: Pick<LiveFlags, 'color'>, descriptor: 1 | 2): Promise<Paint> {
  const { env } = process;
  const auto = env['NO_COLOR']
    ? false
    : env['FORCE_COLOR']
      ? env['FORCE_COLOR'] !== '0'
      : env['TERM'] !== 'dumb' && isTerminal(descriptor);
  if (!(flags.color === 'auto' ? auto : flags.color === 'always')) return plain;
  // It asks for the stream of standard output, which is slow to load.
  return (await import('picocolors')).default.createColors(true);
}

export function columns(): number {
  return Math.min(120, Math.max(60, widthOfTerminal() ?? 100));
}

/** Whether the terminal shows more than ASCII, by the locale (locale(7)). */
export function isUtf8(): boolean {
  const { env } = process;
  if (process.platform === 'win32') return true;
  return /utf-?8/i.test(env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '');
}
