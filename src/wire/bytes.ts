/*
 * The data types of RFC 4251 §5, and of DNS where they are the same.
 *
 *   byte, boolean   1 octet; any value but 0 is true
 *   uint32          4 octets, most significant first
 *   string          uint32 length, then that many octets
 *   name-list       string of names, parted by commas
 */
import { failed, type Result } from '../model/result.ts';

/** Reads forward. What is asked for beyond the end reads as zero or empty, and `short` stays true from then on. */
export interface Reader {
  readonly at: number;
  readonly left: number;
  readonly short: boolean;
  uint8(): number;
  uint16(): number;
  uint32(): number;
  boolean(): boolean;
  /** A view of the next `length` octets, not a copy. */
  take(length: number): Uint8Array;
  string(): Uint8Array;
  nameList(): readonly string[];
}

const nothing = new Uint8Array(0);

/** A reader over `bytes`, beginning at `from`. */
export function reader(bytes: Uint8Array, from = 0): Reader {
  let at = from;
  let short = from > bytes.length;
  const take = (length: number): Uint8Array => {
    if (short || length > bytes.length - at) {
      short = true;
      return nothing;
    }
    at += length;
    return bytes.subarray(at - length, at);
  };
  const number = (length: number): number => take(length).reduce((sum, octet) => sum * 256 + octet, 0);
  return {
    get at() {
      return at;
    },
    get left() {
      return short ? 0 : bytes.length - at;
    },
    get short() {
      return short;
    },
    uint8: () => number(1),
    uint16: () => number(2),
    uint32: () => number(4),
    boolean: () => number(1) !== 0,
    take,
    string: () => take(number(4)),
    nameList: () => names(latin1(take(number(4)))),
  };
}

/** A name must not be empty; OpenSSH skips those that are, and so do we. */
function names(list: string): readonly string[] {
  return list.split(',').filter((name) => name !== '');
}

/** The octet `value`. */
export function uint8(value: number): Uint8Array {
  return Uint8Array.of(value);
}

/** Two octets, most significant first. */
export function uint16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value);
}

/** Four octets, most significant first. */
export function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

/** 1 or 0. */
export function boolean(value: boolean): Uint8Array {
  return uint8(value ? 1 : 0);
}

/** A string with its length before it; text goes as UTF-8. */
export function string(value: Uint8Array | string): Uint8Array {
  const bytes = typeof value === 'string' ? encodeUtf8(value) : value;
  return concat(uint32(bytes.length), bytes);
}

/** A name-list. */
export function nameList(list: readonly string[]): Uint8Array {
  return string(list.join(','));
}

/** All parts in one. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** One character for each octet: nothing is lost. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  // In pieces: an engine limits how many arguments a call may have.
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}

/** UTF-8; what is not becomes U+FFFD. A byte order mark stays, since before a version line it is the fault. */
export function utf8(bytes: Uint8Array): string {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return (marked ? '\uFEFF' : '') + new TextDecoder('utf-8').decode(bytes);
}

/** The octets of `text` in UTF-8. */
export function encodeUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Octets that are not the message which they should be. */
export function malformed(code: 'truncated' | 'malformed', text: string): Result<never> {
  return failed({ code, during: 'decode', text });
}
