import type { Cursor } from '../words.ts';
import { cannotTell, type Draft } from './draft.ts';

/** `limit rate [over] N/UNIT [burst M]`: nobody knows how many came before. */
export function limit(cursor: Cursor, draft: Draft): boolean {
  const from = cursor.at - 1;
  if (cursor.take('name')) {
    cursor.next();
    return cannotTell(draft, cursor.text(from, cursor.at));
  }
  cursor.take('rate');
  if (!cursor.take('over')) cursor.take('until');
  if (!/^\d/.test(cursor.next())) return false;
  unit(cursor);
  if (cursor.take('burst') || cursor.take('used')) {
    cursor.next();
    unit(cursor);
  }
  return cannotTell(draft, cursor.text(from, cursor.at));
}

/** `quota [over|until] N UNIT [used M UNIT]`: once used up it stays so, and no packet of TCP is shorter than its two headers. */
export function quota(cursor: Cursor, draft: Draft): boolean {
  const words = cursor.text(cursor.at, cursor.at + 6);
  const [, which, size = '', used = '0 '] =
    /^(over |until )?(\d+ [kmg]?)bytes(?: used (\d+ [kmg]?)bytes)?/.exec(words) ?? [];
  if (!limit(cursor, draft)) return false;
  const condition = draft.order.at(-1);
  if (size === '' || condition === undefined || !('test' in condition)) return true;
  if (bytesOf(used) + shortest <= bytesOf(size)) return true;
  draft.order[draft.order.length - 1] = { ...condition, test: () => which === 'over ' };
  return true;
}

const shortest = 40;
const factors: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

function bytesOf(text: string): number {
  const [count, letter = ''] = text.split(' ');
  return Number(count) * (factors[letter] ?? 1);
}

function unit(cursor: Cursor): void {
  if (/^(?:[kmg]?bytes|packets)(?:\/\w+)?$/.test(cursor.word)) cursor.next();
}

/** `meter NAME [size N] { KEY STATEMENT }`: a limit for each key. */
export function meter(cursor: Cursor, draft: Draft): boolean {
  const from = cursor.at - 1;
  cursor.next();
  if (cursor.take('size')) cursor.next();
  if (cursor.word !== '{') return false;
  cursor.skipBlock();
  return cannotTell(draft, cursor.text(from, cursor.at));
}
