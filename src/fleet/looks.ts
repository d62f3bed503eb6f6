import { ascii, stands } from '../readers/sshd-log/ascii.ts';

const sshWord = ascii('ssh');
const kernelWord = ascii('kernel');
const banWord = ascii('fail2ban');
const dropbearWord = ascii('dropbear');

/** Where the next line break is; -1 when there is none. */
export function newlineAt(b: Uint8Array, fours: DataView, at: number): number {
  const length = b.length;
  let i = at;
  // Four bytes at once, twice: one that is 0 borrows from the bit above it (Hacker's Delight, 6-1).
  for (const last = length - 8; i <= last; i += 8) {
    const v = fours.getInt32(i, true) ^ 0x0a0a0a0a;
    const w = fours.getInt32(i + 4, true) ^ 0x0a0a0a0a;
    const one = (v - 0x01010101) & ~v & -0x7f7f7f80;
    const two = (w - 0x01010101) & ~w & -0x7f7f7f80;
    // The lowest bit is the first break.
    if (one !== 0) return i + ((31 - Math.clz32(one & -one)) >> 3);
    if (two !== 0) return i + 4 + ((31 - Math.clz32(two & -two)) >> 3);
  }
  for (; i < length; i++) if (b[i] === 10) return i;
  return -1;
}

/** Whether the same `length` bytes, four or more, stand at both places. */
export function alike(fours: DataView, one: number, two: number, length: number): boolean {
  const last = length - 4;
  for (let i = 0; i < last; i += 4) if (fours.getInt32(one + i) !== fours.getInt32(two + i)) return false;
  return fours.getInt32(one + last) === fours.getInt32(two + last);
}

/** Whether one of the words stands in it that every line has that is read for what it says. */
export function mayMatter(b: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const c = b[i];
    if (c !== 115 && c !== 107 && c !== 102 && c !== 100) continue;
    if (c === 115 ? standsIn(b, i, end, sshWord) : c === 107 ? standsIn(b, i, end, kernelWord) : false) return true;
    if (c === 102 ? standsIn(b, i, end, banWord) : c === 100 ? standsIn(b, i, end, dropbearWord) : false) return true;
  }
  return false;
}

function standsIn(b: Uint8Array, at: number, end: number, word: Uint8Array): boolean {
  return at + word.length <= end && stands(b, at, word);
}

/** Whether a time of day stands near the beginning, as in the lines of any log. */
export function hasTime(b: Uint8Array, start: number, end: number): boolean {
  const last = Math.min(end, start + 32) - 7;
  for (let i = start + 2; i < last; i++) {
    if (b[i] === 58 && b[i + 3] === 58 && isDigit(b[i - 1]) && isDigit(b[i + 1]) && isDigit(b[i + 4])) return true;
  }
  return false;
}

function isDigit(c: number | undefined): boolean {
  return c !== undefined && c >= 48 && c <= 57;
}
