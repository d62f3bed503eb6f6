import picocolors from 'picocolors';
import type { Paint } from '../report/text.ts';
import type { LiveFlags } from './program.ts';

/** Colours by --color, then NO_COLOR and FORCE_COLOR, then whether it is a terminal. */
export function paintFor(flags: Pick<LiveFlags, 'color'>, stream: { isTTY?: boolean }): Paint {
  const { env } = process;
  const auto = env['NO_COLOR']
    ? false
    : env['FORCE_COLOR']
      ? env['FORCE_COLOR'] !== '0'
      : stream.isTTY === true && env['TERM'] !== 'dumb';
  return picocolors.createColors(flags.color === 'auto' ? auto : flags.color === 'always');
}

export function columns(): number {
  return Math.min(120, Math.max(60, process.stdout.columns ?? 100));
}

/** Whether the terminal shows more than ASCII, by the locale (locale(7)). */
export function isUtf8(): boolean {
  const { env } = process;
  if (process.platform === 'win32') return true;
  return /utf-?8/i.test(env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '');
}
