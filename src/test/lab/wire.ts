import { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';

/** The version line of an ordinary server. */
export const version = 'SSH-2.0-OpenSSH_9.2p1\r\n';

/** Says this and closes with FIN. What the client sends is read, or the kernel would answer it with RST. */
export function sayAndClose(socket: Socket, ...words: readonly (string | Uint8Array)[]): void {
  socket.resume();
  for (const word of words) socket.write(word);
  socket.end();
}

/** Says this and closes with RST, late enough for the words to arrive before it. */
export function sayAndReset(socket: Socket, ...words: readonly (string | Uint8Array)[]): void {
  socket.resume();
  for (const word of words) socket.write(word);
  after(socket, 60, () => socket.resetAndDestroy());
}

/** Says this and then nothing more. */
export function sayAndStay(socket: Socket, ...words: readonly (string | Uint8Array)[]): void {
  socket.resume();
  for (const word of words) socket.write(word);
}

/** Runs `then` once when the client has said something. */
export function whenSpokenTo(socket: Socket, then: () => void): void {
  socket.once('data', then);
}

/** Runs `then` after `ms`, unless the connection is gone by then. */
export function after(socket: Socket, ms: number, then: () => void): void {
  const timer = setTimeout(then, ms);
  socket.once('close', () => clearTimeout(timer));
}

/** Runs `then` every `ms` for as long as the connection lasts. */
export function every(socket: Socket, ms: number, then: () => void): void {
  const timer = setInterval(then, ms);
  socket.once('close', () => clearInterval(timer));
}

/** Sends what `next` gives, as fast as the client takes it, without end. */
export function flood(socket: Socket, next: () => Uint8Array): void {
  socket.resume();
  const pump = (): void => {
    if (socket.destroyed) return;
    if (socket.write(next())) setImmediate(pump);
    else socket.once('drain', pump);
  };
  pump();
}

/**
 * An unencrypted packet (RFC 4253 §6): uint32 length, byte padding length, payload, padding.
 * `length` replaces the true one.
 */
export function packet(payload: Uint8Array, length?: number): Buffer {
  const padding = 4 + ((8 - ((payload.length + 9) % 8)) % 8);
  const whole = Buffer.alloc(5 + payload.length + padding);
  whole.writeUInt32BE(length ?? whole.length - 4);
  whole[4] = padding;
  whole.set(payload, 5);
  return whole;
}

const usual = [
  'curve25519-sha256,diffie-hellman-group14-sha256',
  'ssh-ed25519,rsa-sha2-512',
  'aes128-ctr,aes256-ctr',
  'aes128-ctr,aes256-ctr',
  'hmac-sha2-256,hmac-sha2-512',
  'hmac-sha2-256,hmac-sha2-512',
  'none',
  'none',
  '',
  '',
];

/** The payload of SSH_MSG_KEXINIT (RFC 4253 §7.1) with these ten lists. */
export function kexinit(lists: readonly string[] = usual): Buffer {
  const parts: Buffer[] = [Buffer.from([20]), Buffer.alloc(16, 0xc0)];
  for (const list of lists) parts.push(sshString(list));
  parts.push(Buffer.alloc(5));
  return Buffer.concat(parts);
}

/** The payload of SSH_MSG_DISCONNECT (RFC 4253 §11.1). */
export function disconnect(code: number, text: string): Buffer {
  const head = Buffer.alloc(5);
  head[0] = 1;
  head.writeUInt32BE(code, 1);
  return Buffer.concat([head, sshString(text), sshString('')]);
}

function sshString(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
