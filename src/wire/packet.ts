/*
 * Binary packet protocol before there are keys, RFC 4253 §6.
 *
 *   uint32    packet_length    of what follows, without any MAC
 *   byte      padding_length   4 to 255
 *   byte[n1]  payload          n1 = packet_length - padding_length - 1
 *   byte[n2]  padding          n2 = padding_length
 *
 * The whole is a multiple of eight octets. OpenSSH takes packets up to 256 KiB.
 */
import { concat, reader, uint8, uint32 } from './bytes.ts';

const block = 8;
const minPadding = 4;
const minLength = 1 + minPadding;
const maxLength = 256 * 1024;

/** What stands at the start of the bytes. `length` is the packet_length that can't be. */
export type ClearPacket =
  | { readonly is: 'packet'; readonly payload: Uint8Array; readonly rest: Uint8Array }
  | { readonly is: 'incomplete' }
  | { readonly is: 'invalid'; readonly length: number };

/** A packet in clear. The padding is zeroes: nothing secret passes before the keys are in use. */
export function packClear(payload: Uint8Array): Uint8Array {
  const bare = 4 + 1 + payload.length;
  const padding = minPadding + ((block - ((bare + minPadding) % block)) % block);
  return concat(uint32(1 + payload.length + padding), uint8(padding), payload, new Uint8Array(padding));
}

/** Reads one packet in clear. Text where a packet is due shows as an invalid length. */
export function readClear(bytes: Uint8Array): ClearPacket {
  const r = reader(bytes);
  const length = r.uint32();
  if (r.short) return { is: 'incomplete' };
  if (length < minLength || length > maxLength || (4 + length) % block !== 0) return { is: 'invalid', length };
  const padding = r.uint8();
  if (r.short) return { is: 'incomplete' };
  // A payload has at least its message number.
  if (padding < minPadding || padding + 2 > length) return { is: 'invalid', length };
  const payload = r.take(length - padding - 1);
  r.take(padding);
  return r.short ? { is: 'incomplete' } : { is: 'packet', payload, rest: bytes.subarray(r.at) };
}
