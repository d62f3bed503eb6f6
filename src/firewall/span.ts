/*
 * Addresses in the form of `values.ts`: 32 bits, or 32 hexadecimal digits, which `<` orders as numbers.
 */
import { hex, ipv4, ipv6, type Value } from './values.ts';

/** Marks what asks for single bits of the address: spans can't say what it holds for. */
export const singleBits = '\0';

export const least = (family: 4 | 6): Value => (family === 4 ? 0 : '0'.repeat(32));
export const greatest = (family: 4 | 6): Value => (family === 4 ? 0xffff_ffff : 'f'.repeat(32));

/** The address behind it, which must not be the greatest. */
export function after(value: Value): Value {
  return typeof value === 'number' ? value + 1 : hex(BigInt(`0x${value}`) + 1n);
}

export function big(value: Value): bigint {
  return typeof value === 'number' ? BigInt(value) : BigInt(`0x${value}`);
}

/** Undefined: it is no address of that family. */
export function valueFor(address: string, family: 4 | 6): Value | undefined {
  return family === 4 ? ipv4(address) : ipv6(address);
}

/** As text that the readers of rules take back: of IPv6 all eight groups. */
export function addressOf(value: Value): string {
  if (typeof value === 'number') return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
  return (value.match(/.{4}/g) ?? []).join(':');
}

/** The fewest networks that hold just the addresses from `lo` to `hi`, in order: the first address and the bits that count. */
export function networksOf(
  lo: Value,
  hi: Value,
  room: number,
): readonly { readonly first: Value; readonly bits: number }[] {
  return typeof lo === 'number' ? networks4(lo, hi as number, room) : networks6(big(lo), big(hi), room);
}

function networks4(lo: number, hi: number, room: number): readonly { readonly first: Value; readonly bits: number }[] {
  const out: { first: Value; bits: number }[] = [];
  for (let at = lo; at <= hi && out.length < room; ) {
    let bits = 32;
    while (bits > 0 && at % 2 ** (33 - bits) === 0 && at + 2 ** (33 - bits) - 1 <= hi) bits--;
    out.push({ first: at, bits });
    at += 2 ** (32 - bits);
  }
  return out;
}

function networks6(lo: bigint, hi: bigint, room: number): readonly { readonly first: Value; readonly bits: number }[] {
  const out: { first: Value; bits: number }[] = [];
  for (let at = lo; at <= hi && out.length < room; ) {
    let bits = 128;
    while (bits > 0 && (at & ((1n << BigInt(129 - bits)) - 1n)) === 0n && at + (1n << BigInt(129 - bits)) - 1n <= hi)
      bits--;
    out.push({ first: hex(at), bits });
    at += 1n << BigInt(128 - bits);
  }
  return out;
}
