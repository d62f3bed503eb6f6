/*
 * Addresses as whole numbers of 32 bits, first word first: one for IPv4, four for IPv6. A set can have a million of
 * them, and each rule compares them, so they are neither text nor objects.
 */

import type { Asks } from '../model.ts';
import { ipv4 } from '../values.ts';

export type Words = readonly number[];

/** Whole addresses from one to another, both included. */
export interface Range {
  readonly first: Words;
  readonly last: Words;
}

/** An address and the bits of it that count. */
export interface Network {
  readonly address: Words;
  readonly mask: Words;
}

/** Longest text of an address: eight groups, a dotted quad, a zone. */
const longest = 100;

/** `192.0.2.1`, `2001:db8::1`, `fe80::1%eth0`; null for any other text, `127.1` included. */
export function wordsOf(text: string): Words | null {
  if (text.length > longest) return null;
  return text.includes(':') ? words6(text) : words4(text);
}

function words4(text: string): Words | null {
  const value = ipv4(text);
  return value === undefined ? null : [value];
}

/** The eight groups of an address that is being read: a million of them are read in a row. */
const groups = new Uint16Array(8);

function words6(whole: string): Words | null {
  const zone = whole.indexOf('%');
  let text = zone < 0 ? whole : whole.slice(0, zone);
  if (text.includes('.')) {
    const at = text.lastIndexOf(':') + 1;
    const quad = words4(text.slice(at))?.[0];
    if (quad === undefined) return null;
    text = `${text.slice(0, at)}${(quad >>> 16).toString(16)}:${(quad & 0xffff).toString(16)}`;
  }
  const gap = text.indexOf('::');
  const before = readGroups(text, 0, gap < 0 ? text.length : gap, 0);
  if (before < 0) return null;
  if (gap < 0) return before === 8 ? joined() : null;
  const all = readGroups(text, gap + 2, text.length, before);
  // The gap stands for one group of zeros at least.
  if (all < 0 || all > 7) return null;
  groups.copyWithin(8 - (all - before), before, all);
  groups.fill(0, before, 8 - (all - before));
  return joined();
}

function joined(): Words {
  const word = (i: number): number => (((groups[i] ?? 0) << 16) | (groups[i + 1] ?? 0)) >>> 0;
  return [word(0), word(2), word(4), word(6)];
}

/** Reads groups into `groups` from `count` on; how many are there then, or -1. */
function readGroups(text: string, from: number, to: number, count: number): number {
  if (from === to) return count;
  let value = 0;
  let digits = 0;
  for (let i = from; i <= to; i++) {
    const code = i === to ? 58 : text.charCodeAt(i);
    if (code === 58) {
      if (digits === 0 || count > 7) return -1;
      groups[count++] = value;
      value = 0;
      digits = 0;
      continue;
    }
    const digit = hexDigit(code);
    if (digit < 0 || ++digits > 4) return -1;
    value = (value << 4) | digit;
  }
  return count;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** The mask of so many leading bits. */
export function prefixMask(bits: number, family: 4 | 6): Words {
  return (family === 4 ? masks4 : masks6)[Math.min(bits, family === 4 ? 32 : 128)] ?? [];
}

const masks4 = Array.from({ length: 33 }, (_, bits) => makeMask(bits, 1));
const masks6 = Array.from({ length: 129 }, (_, bits) => makeMask(bits, 4));

function makeMask(bits: number, words: number): Words {
  return Array.from({ length: words }, (_, i) => {
    const left = Math.min(32, Math.max(0, bits - 32 * i));
    return left === 0 ? 0 : (0xffffffff << (32 - left)) >>> 0;
  });
}

/** Whether the bits of a mask are all in front. */
export function isPrefix(mask: Words): boolean {
  return (mask.length === 1 ? masks4 : masks6).some((one) => compare(one, mask) === 0);
}

export function masked(address: Words, mask: Words): Words {
  return address.map((word, i) => (word & (mask[i] ?? 0)) >>> 0);
}

/** `ADDRESS`, `ADDRESS/BITS` or `ADDRESS/MASK` of iptables(8); null for a host's name and any other text. */
export function networkOf(text: string, family: 4 | 6): Network | null {
  const slash = text.indexOf('/');
  const address = wordsOf(slash < 0 ? text : text.slice(0, slash));
  if (address === null || address.length !== (family === 4 ? 1 : 4)) return null;
  const mask = slash < 0 ? prefixMask(128, family) : maskOf(text.slice(slash + 1), family);
  return mask === null ? null : { address: masked(address, mask), mask };
}

function maskOf(text: string, family: 4 | 6): Words | null {
  if (/^\d{1,3}$/.test(text)) {
    const bits = Number(text);
    return bits <= (family === 4 ? 32 : 128) ? prefixMask(bits, family) : null;
  }
  const mask = wordsOf(text);
  return mask !== null && mask.length === (family === 4 ? 1 : 4) ? mask : null;
}

/** In the form of `values.ts`. */
export function valueFor(words: Words): number | string {
  const [first = 0] = words;
  return words.length === 1 ? first : words.map((word) => word.toString(16).padStart(8, '0')).join('');
}

/** The addresses of a network; undefined where its mask has gaps. */
export function spanOf({ address, mask }: Network): readonly [number | string, number | string] | undefined {
  if (!isPrefix(mask)) return undefined;
  return [valueFor(address), valueFor(address.map((word, i) => (word | ~(mask[i] ?? 0)) >>> 0))];
}

/** How a condition that asks for networks tells addresses apart. */
export function asksFor(field: 'from' | 'to', networks: readonly Network[]): Asks {
  const spans = networks.map(spanOf);
  if (spans.includes(undefined)) return { field };
  return {
    field,
    alone: true,
    each: (tell) => {
      for (const span of spans) if (span !== undefined) tell(span[0], span[1], '');
    },
  };
}

export function within({ address, mask }: Network, one: Words): boolean {
  if (one.length !== address.length) return false;
  for (let i = 0; i < one.length; i++) if (((one[i] ?? 0) & (mask[i] ?? 0)) >>> 0 !== address[i]) return false;
  return true;
}

/** Less than, equal to or greater than 0, as with sort(). */
export function compare(a: Words, b: Words): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

let lastText = '';
let lastWords: Words | null = null;
let otherText = '';
let otherWords: Words | null = null;

/** wordsOf() of a packet's two addresses, which each rule asks for again. */
export function packetWords(text: string): Words | null {
  if (text === lastText) return lastWords;
  if (text === otherText) return otherWords;
  otherText = lastText;
  otherWords = lastWords;
  lastText = text;
  lastWords = wordsOf(text);
  return lastWords;
}
