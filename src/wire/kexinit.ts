/*
 * SSH_MSG_KEXINIT, RFC 4253 §7.1.
 *
 *   byte         SSH_MSG_KEXINIT
 *   byte[16]     cookie
 *   name-list    kex_algorithms
 *   name-list    server_host_key_algorithms
 *   name-list    encryption_algorithms_client_to_server
 *   name-list    encryption_algorithms_server_to_client
 *   name-list    mac_algorithms_client_to_server
 *   name-list    mac_algorithms_server_to_client
 *   name-list    compression_algorithms_client_to_server
 *   name-list    compression_algorithms_server_to_client
 *   name-list    languages_client_to_server
 *   name-list    languages_server_to_client
 *   boolean      first_kex_packet_follows
 *   uint32       0
 */
import type { KexList } from '../model/observation.ts';
import { ok, type Result } from '../model/result.ts';
import { boolean, concat, malformed, nameList, reader, uint8, uint32 } from './bytes.ts';
import { SSH_MSG_KEXINIT } from './messages.ts';

/** The lists that a connection is negotiated from. */
export type KexLists = Readonly<Record<KexList, readonly string[]>>;

export interface KexInit extends KexLists {
  readonly cookie: Uint8Array;
  readonly 'language-c2s': readonly string[];
  readonly 'language-s2c': readonly string[];
  readonly firstKexPacketFollows: boolean;
}

/** The lists in the order of the wire. */
export const kexLists: readonly KexList[] = [
  'kex',
  'host-key',
  'cipher-c2s',
  'cipher-s2c',
  'mac-c2s',
  'mac-s2c',
  'compression-c2s',
  'compression-s2c',
];

const cookieLength = 16;

/** The payload of SSH_MSG_KEXINIT, no languages, no guess. The cookie is cut, or filled with zeroes, to 16 octets. */
export function encodeKexInit(lists: KexLists, cookie: Uint8Array): Uint8Array {
  const sized = concat(cookie, new Uint8Array(cookieLength)).subarray(0, cookieLength);
  const none = nameList([]);
  const encoded = kexLists.map((what) => nameList(lists[what]));
  return concat(uint8(SSH_MSG_KEXINIT), sized, ...encoded, none, none, boolean(false), uint32(0));
}

/** Reads the payload of SSH_MSG_KEXINIT. As OpenSSH, it takes none that is too short or goes on after its end. */
export function decodeKexInit(payload: Uint8Array): Result<KexInit> {
  const r = reader(payload);
  const message = r.uint8();
  if (r.short) return malformed('truncated', 'there is no message');
  if (message !== SSH_MSG_KEXINIT) return malformed('malformed', `message ${message} is not SSH_MSG_KEXINIT`);
  const init: KexInit = {
    cookie: r.take(cookieLength),
    kex: r.nameList(),
    'host-key': r.nameList(),
    'cipher-c2s': r.nameList(),
    'cipher-s2c': r.nameList(),
    'mac-c2s': r.nameList(),
    'mac-s2c': r.nameList(),
    'compression-c2s': r.nameList(),
    'compression-s2c': r.nameList(),
    'language-c2s': r.nameList(),
    'language-s2c': r.nameList(),
    firstKexPacketFollows: r.boolean(),
  };
  r.uint32();
  if (r.short) return malformed('truncated', 'the message ends too early');
  return r.left > 0 ? malformed('malformed', 'unexpected bytes after the message') : ok(init);
}
