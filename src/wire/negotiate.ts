/*
 * RFC 4253 §7.1: of each list, the first algorithm of the client that the server has too is taken.
 * A cipher that authenticates by itself (RFC 5647, chacha20-poly1305@openssh.com) needs no MAC.
 */
import type { KexList } from '../model/observation.ts';
import { type KexLists, kexLists } from './kexinit.ts';

/** A list with nothing in common. `option` would cure it on the command line of `ssh`. */
export interface Mismatch {
  readonly what: KexList;
  readonly client: readonly string[];
  readonly server: readonly string[];
  readonly option?: string;
}

export interface Negotiation {
  /** All of them, where `ssh` names only the first. */
  readonly mismatches: readonly Mismatch[];
  /** A list is absent when nothing is in common, or when no MAC is needed. */
  readonly chosen: Readonly<Partial<Record<KexList, string>>>;
}

/** Names in the list of key exchanges that say something else: extensions (RFC 8308 §2.1), strict mode, guesses. */
const signals = /^(ext-info-[cs]|kex-strict-[cs]-v00@openssh\.com|kex-guess2@matt\.ucc\.asn\.au)$/;

const authenticated = /^(aes(128|256)-gcm|chacha20-poly1305)(@openssh\.com)?$/;

/** What the two ends agree on, and every list that they don't. */
export function negotiate(client: KexLists, server: KexLists): Negotiation {
  const mismatches: Mismatch[] = [];
  const chosen: Partial<Record<KexList, string>> = {};
  for (const what of kexLists) {
    if (needsNoMac(what, chosen, server)) continue;
    const ours = client[what].filter((name) => !signals.test(name));
    const theirs = server[what].filter((name) => !signals.test(name));
    const has = new Set(theirs);
    const first = ours.find((name) => has.has(name));
    if (first !== undefined) chosen[what] = first;
    else mismatches.push({ what, client: ours, server: theirs, ...cure(what, theirs) });
  }
  return { mismatches, chosen };
}

/** Without a cipher in common, the one that the cure would bring decides. */
function needsNoMac(what: KexList, chosen: Partial<Record<KexList, string>>, server: KexLists): boolean {
  if (what !== 'mac-c2s' && what !== 'mac-s2c') return false;
  const list = what === 'mac-c2s' ? 'cipher-c2s' : 'cipher-s2c';
  const cipher = chosen[list] ?? best(list, server[list]);
  return cipher !== undefined && authenticated.test(cipher);
}

function cure(what: KexList, server: readonly string[]): { readonly option?: string } {
  const name = best(what, server);
  if (name === undefined) return {};
  // ssh has no way to add one compression; this one brings zlib@openssh.com.
  if (what.startsWith('compression')) return { option: '-o Compression=yes' };
  return { option: `-o ${keywords[what]}=+${name}` };
}

/** The server's first that any `ssh` can be told to use; a broken one only when there is nothing else. */
function best(what: KexList, server: readonly string[]): string | undefined {
  const usable = server.filter((name) => optional[what].test(name));
  return usable.find((name) => !broken.test(name)) ?? usable[0];
}

/** The keyword of ssh_config(5) that sets the list. */
export const keywords: Readonly<Record<KexList, string>> = {
  kex: 'KexAlgorithms',
  'host-key': 'HostKeyAlgorithms',
  'cipher-c2s': 'Ciphers',
  'cipher-s2c': 'Ciphers',
  'mac-c2s': 'MACs',
  'mac-s2c': 'MACs',
  'compression-c2s': 'Compression',
  'compression-s2c': 'Compression',
};

const curve = /^(curve25519-sha256(@libssh\.org)?|ecdh-sha2-nistp(256|384|521))$/;
const group = /^diffie-hellman-group(1-sha1|14-sha1|14-sha256|16-sha512|18-sha512|-exchange-sha1|-exchange-sha256)$/;
const cipher = /^((3des|aes(128|192|256))-cbc|aes(128|192|256)-ctr|(aes(128|256)-gcm|chacha20-poly1305)@openssh\.com)$/;
const mac = /^(hmac-(sha1|sha2-256|sha2-512|md5|(sha1|md5)-96)|umac-(64|128)@openssh\.com)$/;
const etm = /^(hmac-(sha1|sha2-256|sha2-512|md5|(sha1|md5)-96)|umac-(64|128))-etm@openssh\.com$/;
const compression = /^zlib@openssh\.com$/;

/**
 * What OpenSSH has known from 7.4 to today. A name that an `ssh` does not know makes it refuse its command line, so
 * what is newer (sntrup761, mlkem768) or gone (ssh-dss, arcfour, blowfish-cbc) is no cure.
 */
const optional: Readonly<Record<KexList, RegExp>> = {
  kex: new RegExp(`${curve.source}|${group.source}`),
  'host-key': /^(ssh-rsa|rsa-sha2-(256|512)|ssh-ed25519|ecdsa-sha2-nistp(256|384|521))$/,
  'cipher-c2s': cipher,
  'cipher-s2c': cipher,
  'mac-c2s': new RegExp(`${mac.source}|${etm.source}`),
  'mac-s2c': new RegExp(`${mac.source}|${etm.source}`),
  'compression-c2s': compression,
  'compression-s2c': compression,
};

const broken = /^diffie-hellman-group1-sha1$|^3des-cbc$|^hmac-md5|-96(-etm@openssh\.com)?$/;
