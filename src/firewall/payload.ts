/*
 * What a packet carries behind its headers, as far as it is known, and what is asked of it.
 */
import type { Packet, Truth } from './model.ts';

/** Octets behind the header of TCP. */
export interface Payload {
  /** The first ones. */
  readonly known: readonly number[];
  /** How many there are at most. */
  readonly most: number;
}

export const nothing: Payload = { known: [], most: 0 };

/** No packet has more. */
const mostOctets = 65_535;

/** It begins with these words, and what follows is not known. */
export function beginning(text: string): Payload {
  return { known: octetsOf(text), most: mostOctets };
}

export function octetsOf(text: string): readonly number[] {
  return [...new TextEncoder().encode(text)];
}

/** A header of TCP: 20 octets and up to 40 of options, by fours (RFC 9293, section 3.1). */
const tcpHeaders = Array.from({ length: 11 }, (_, i) => 20 + 4 * i);
/** Without options, which routers drop (RFC 7126), and without headers of extension. */
const ipHeader = ({ family }: Packet): number => (family === 4 ? 20 : 40);

export interface Search {
  readonly pattern: readonly number[];
  /** Letters are alike in both cases. */
  readonly fold: boolean;
  /** Offsets from the header of IP on. */
  readonly from: number;
  readonly to: number;
}

/** Whether the pattern is in the packet (xt_string of Linux, skb_find_text). */
export function found(search: Search, packet: Packet): Truth {
  const { payload } = packet;
  if (payload === undefined || packet.protocol !== 'tcp') return 'unknown';
  const [first, ...others] = tcpHeaders.map((header) => foundBehind(ipHeader(packet) + header, search, payload));
  return first !== undefined && others.every((other) => other === first) ? first : 'unknown';
}

/** With headers of so many octets. */
function foundBehind(headers: number, search: Search, payload: Payload): Truth {
  const { pattern, from, to } = search;
  const size = pattern.length;
  const last = Math.min(to, headers + payload.most - size);
  const open = headers + payload.known.length;
  let result: Truth = false;
  for (let at = from; at <= Math.min(last, open); at++) {
    const truth = foundAt(at, headers, search, payload);
    // Newer kernels want the whole pattern before `to`, older ones its beginning.
    if (truth === true && at + size <= to) return true;
    if (truth !== false) result = 'unknown';
  }
  return last > open && last >= from ? 'unknown' : result;
}

/** So much text, in the order of the pattern, is in a header by chance alone, and chance is too rare to count. */
const muchText = 3;
const isText = (octet: number): boolean => octet >= 0x20 && octet < 0x7f;

function foundAt(at: number, headers: number, { pattern, fold }: Search, { known }: Payload): Truth {
  const before = pattern.slice(0, Math.max(0, headers - at));
  if (before.length >= muchText && before.every(isText)) return false;
  let result: Truth = before.length > 0 ? 'unknown' : true;
  for (let i = before.length; i < pattern.length; i++) {
    const octet = known[at + i - headers];
    if (octet === undefined) result = 'unknown';
    else if (octet !== pattern[i] && !(fold && upper(octet) === upper(pattern[i] ?? 0))) return false;
  }
  return result;
}

const upper = (octet: number): number => (octet >= 0x61 && octet <= 0x7a ? octet - 0x20 : octet);

/** Where nft(8) counts from: the header of the link, of IP, of TCP, or what is behind that. */
export type Base = 'll' | 'nh' | 'th' | 'ih';

/** Octets of the packet; undefined: nobody knows them; null: it has not so many. */
export function octetsAt(
  base: Base,
  from: number,
  count: number,
  packet: Packet,
): readonly number[] | undefined | null {
  const { payload } = packet;
  if (payload === undefined || packet.protocol !== 'tcp' || base === 'll') return undefined;
  const before = base === 'nh' ? ipHeader(packet) : 0;
  const headers = base === 'ih' ? [0] : tcpHeaders.map((header) => before + header);
  const [first, ...others] = headers.map((header) => carried(from - header, count, payload));
  return others.every((other) => String(other) === String(first)) ? first : undefined;
}

function carried(from: number, count: number, { known, most }: Payload): readonly number[] | undefined | null {
  if (from + count > most) return null;
  return from >= 0 && from + count <= known.length ? known.slice(from, from + count) : undefined;
}

const words = /--(?:hex-)?string\s|@(?:ll|nh|th|ih),|--length\s|\b(?:meta|ip) length\s/;

/** Whether a rule with these words looks behind the headers, or asks how much is there. */
export function looksInside(text: string): boolean {
  return words.test(text);
}
