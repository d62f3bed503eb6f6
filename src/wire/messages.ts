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
export const SSH_MSG_KEXINIT = 20;

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
