/*
 * Any other message, by its words: those that are names or numbers are left out, the rest is its shape. Messages of one
 * shape say the same, so that they are judged once.
 */
import { ascii, stands } from './ascii.ts';

/** A message's shape, and the names in it. Kept and filled again. */
export interface Shape {
  /** The same number for messages of the same shape. */
  key: number;
  /** Places in the text; empty when there is none. */
  userStart: number;
  userEnd: number;
  sourceStart: number;
  sourceEnd: number;
}

/** A shape to fill. */
export function emptyShape(): Shape {
  return { key: 0, userStart: 0, userEnd: 0, sourceStart: 0, sourceEnd: 0 };
}

const space = 32;
const quote = 34;
const colon = 58;
const root = ascii('root');
const not = ascii('not');

const users = ['user', 'User'].map((word) => ascii(word));
const sources = ['from', 'by', 'with', 'for'].map((word) => ascii(word));

/** What a word is. A short number stays a word: a signal, a count. */
const word = 0;
const number = 1;
const user = 2;
const source = 3;

/** Fills `shape` with the message between `start` and `end`. */
export function readShape(b: Uint8Array, start: number, end: number, shape: Shape): void {
  shape.userStart = start;
  shape.userEnd = start;
  shape.sourceStart = start;
  shape.sourceEnd = start;
  // Two hashes of 32 and 21 bits: a number holds 53.
  let one = 0x811c9dc5;
  let two = 0x1000193;
  /** The word before. */
  let last = start;
  let lastEnd = start;
  let named = false;
  let quoted = false;
  for (let i = start; i < end; ) {
    let j = i;
    while (j < end && b[j] !== space) j++;
    // What stands in quotes came from the other side, and names nobody.
    if (b[i] === quote) quoted = true;
    const kind = quoted || j === i ? word : kindOf(b, i, j, isOneOf(b, last, lastEnd, users));
    if (kind === word) {
      for (let k = i; k < j; k++) {
        one = Math.imul(one ^ (b[k] ?? 0), 0x01000193);
        two = Math.imul(two ^ (b[k] ?? 0), 0x5bd1e995) + 7;
      }
    } else if (kind === user && shape.userStart === shape.userEnd) {
      shape.userStart = i;
      shape.userEnd = bareEnd(b, j);
    } else if (kind === source) {
      // The last one that is said to be the source; names before it may hold what looks alike.
      const says = isOneOf(b, last, lastEnd, sources);
      if (says || (!named && shape.sourceStart === shape.sourceEnd)) address(b, i, j, shape);
      named ||= says;
    }
    one = Math.imul(one ^ (space + kind), 0x01000193);
    last = i;
    lastEnd = j;
    i = j + 1;
  }
  shape.key = (one >>> 0) * 0x200000 + (two & 0x1fffff);
}

function isOneOf(b: Uint8Array, start: number, end: number, words: readonly Uint8Array[]): boolean {
  if (end - start < 2 || end - start > 4) return false;
  for (const w of words) if (w.length === end - start && stands(b, start, w)) return true;
  return false;
}

/** Root stays a word: sshd treats it apart. */
function kindOf(b: Uint8Array, start: number, end: number, afterUser: boolean): number {
  if (afterUser) {
    const isRoot = bareEnd(b, end) - start === root.length && stands(b, start, root);
    return isRoot || stands(b, start, not) ? word : user;
  }
  let digits = 0;
  let marks = 0;
  for (let i = start; i < end; i++) {
    const c = b[i] ?? 0;
    if (c >= 48 && c <= 57) digits++;
    else if (c === 46 || c === colon || c === 91 || c === 93 || c === 37) marks++;
    // What is not of an address: `#123` alone is a count.
    else if (!((c >= 97 && c <= 102) || (c >= 65 && c <= 70))) {
      return i === start && end - start > 3 && allDigits(b, start + 1, end) ? number : word;
    }
  }
  if (marks === 0) return digits === end - start && digits > 3 ? number : word;
  if (marks === 1) return digits > 0 && digits + 1 === end - start ? number : word;
  return digits > 0 || marks > 2 ? source : word;
}

function allDigits(b: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if ((b[i] ?? 0) < 48 || (b[i] ?? 0) > 57) return false;
  return true;
}

/** Without a colon or comma of the sentence. */
function bareEnd(b: Uint8Array, end: number): number {
  const last = b[end - 1];
  return last === colon || last === 44 ? end - 1 : end;
}

/** Without brackets, port and the colon of the sentence. */
function address(b: Uint8Array, start: number, end: number, shape: Shape): void {
  const open = b[start] === 91;
  let to = start;
  let dots = 0;
  for (; to < end; to++) {
    if (open ? b[to] === 93 : dots === 3 && b[to] === colon) break;
    if (b[to] === 46) dots++;
  }
  const last = b[to - 1];
  if (!open && (last === colon || last === 46 || last === 44)) to--;
  shape.sourceStart = open ? start + 1 : start;
  shape.sourceEnd = Math.max(shape.sourceStart, to);
}
