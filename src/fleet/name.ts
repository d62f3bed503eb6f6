import { textAt } from '../readers/sshd-log/ascii.ts';

/**
 * A name: text whose characters are bytes, no part of a longer text, or the 32 bits of an IPv4 address, which cost nothing
 * to make.
 */
export type Name = string | number;

/** Names that were made before, each in the place of its hash, with its bytes. */
const places = 4096;
const longest = 32;
const usual: string[] = [];
const usualBytes = new Uint8Array(places * longest);

/** The same few names come again and again: a text that was made before has its hash already. */
export function wordAt(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start;
  if (length > longest) return textAt(bytes, start, end);
  if (usual.length === 0) usual.push(...new Array<string>(places).fill(''));
  let hash = length;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  const place = (hash ^ (hash >>> 15)) & (places - 1);
  const known = usual[place] ?? '';
  const first = place * longest;
  if (known.length === length) {
    let i = 0;
    while (i < length && bytes[start + i] === usualBytes[first + i]) i++;
    if (i === length) return known;
  }
  const made = textAt(bytes, start, end);
  usual[place] = made;
  for (let i = 0; i < length; i++) usualBytes[first + i] = bytes[start + i] ?? 0;
  return made;
}

/** The address that is written there, as a name to count; anything else as text. */
export function nameAt(b: Uint8Array, start: number, end: number): Name {
  let bits = 0;
  let part = -1;
  let dots = 0;
  for (let i = start; i < end; i++) {
    const c = b[i] ?? 0;
    if (c >= 48 && c <= 57) {
      // An octet with a zero in front is no usual way to write one.
      if (part === 0) return wordAt(b, start, end);
      part = part < 0 ? c - 48 : part * 10 + c - 48;
    } else if (c === 46 && part >= 0 && part < 256) {
      bits = (bits << 8) | part;
      part = -1;
      dots++;
    } else return wordAt(b, start, end);
  }
  const whole = dots === 3 && part >= 0 && part < 256 ? (bits << 8) | part : 0;
  return whole !== 0 ? whole : wordAt(b, start, end);
}

/** A part of a long text keeps all of it in memory; this does not. */
export function copied(text: string): string {
  // Parts so short are copies anyway.
  return text.length < 13 ? text : ` ${text}`.slice(1);
}

/** A name for people: bytes as what they mean. */
export function shown(name: Name): string {
  if (typeof name === 'number') return `${name >>> 24}.${(name >>> 16) & 255}.${(name >>> 8) & 255}.${name & 255}`;
  if (/^[\x00-\x7f]*$/.test(name)) return name;
  return new TextDecoder().decode(Uint8Array.from(name, (c) => c.charCodeAt(0)));
}
