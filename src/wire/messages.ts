/*
 * Message numbers, RFC 4250 §4.1.2, and SSH_MSG_DISCONNECT, RFC 4253 §11.1.
 *
 *   byte      SSH_MSG_DISCONNECT
 *   uint32    reason code
 *   string    description, UTF-8
 *   string    language tag
 */
import { reader, utf8 } from './bytes.ts';

export const SSH_MSG_DISCONNECT = 1;
export const SSH_MSG_IGNORE = 2;
export const SSH_MSG_UNIMPLEMENTED = 3;
export const SSH_MSG_DEBUG = 4;
export const SSH_MSG_KEXINIT = 20;
export const SSH_MSG_NEWKEYS = 21;

/** What a peer says when it hangs up. `text` is its own and not safe to print. */
export interface Disconnect {
  readonly code: number;
  readonly text: string;
}

/** Reads SSH_MSG_DISCONNECT; null when it is another message or too short. Old peers leave the language tag out. */
export function decodeDisconnect(payload: Uint8Array): Disconnect | null {
  const r = reader(payload);
  if (r.uint8() !== SSH_MSG_DISCONNECT) return null;
  const code = r.uint32();
  const text = utf8(r.string());
  return r.short ? null : { code, text };
}

/** RFC 4250 §4.2.2; the index is the code. */
const reasons = [
  undefined,
  'SSH_DISCONNECT_HOST_NOT_ALLOWED_TO_CONNECT',
  'SSH_DISCONNECT_PROTOCOL_ERROR',
  'SSH_DISCONNECT_KEY_EXCHANGE_FAILED',
  'SSH_DISCONNECT_RESERVED',
  'SSH_DISCONNECT_MAC_ERROR',
  'SSH_DISCONNECT_COMPRESSION_ERROR',
  'SSH_DISCONNECT_SERVICE_NOT_AVAILABLE',
  'SSH_DISCONNECT_PROTOCOL_VERSION_NOT_SUPPORTED',
  'SSH_DISCONNECT_HOST_KEY_NOT_VERIFIABLE',
  'SSH_DISCONNECT_CONNECTION_LOST',
  'SSH_DISCONNECT_BY_APPLICATION',
  'SSH_DISCONNECT_TOO_MANY_CONNECTIONS',
  'SSH_DISCONNECT_AUTH_CANCELLED_BY_USER',
  'SSH_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE',
  'SSH_DISCONNECT_ILLEGAL_USER_NAME',
] as const;

/** The name of a reason code, or the bare number of one that is not assigned. */
export function disconnectReason(code: number): string {
  return reasons[code] ?? String(code);
}
