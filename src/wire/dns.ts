/*
 * DNS messages, RFC 1035 §4.
 *
 *   uint16    ID
 *   uint16    QR 1 · Opcode 4 · AA TC RD RA 1 each · Z 3 · RCODE 4
 *   uint16    QDCOUNT, ANCOUNT, NSCOUNT, ARCOUNT
 *   question  QNAME, uint16 QTYPE, uint16 QCLASS
 *   record    NAME, uint16 TYPE, uint16 CLASS, uint32 TTL, uint16 RDLENGTH, RDATA
 *   name      labels of 1 to 63 octets, each with its length before it, up to a zero, at most 255 octets;
 *             or, from any label on, a pointer of two octets (0b11 and an offset) to an earlier name
 */
import { ok, type Result } from '../model/result.ts';
import { addressText, reverseName } from './address.ts';
import { concat, encodeUtf8, latin1, malformed, type Reader, reader, uint8, uint16 } from './bytes.ts';

const types = { A: 1, CNAME: 5, PTR: 12, AAAA: 28 } as const;
const classInternet = 1;
/** A name has at most this many labels; more pointers than that are an attack on our time. */
const maxPointers = 127;

/** RFC 6895 §2.3; the index is the RCODE. */
const codes = [
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
  'YXDOMAIN',
  'YXRRSET',
  'NXRRSET',
  'NOTAUTH',
  'NOTZONE',
] as const;

export interface DnsAnswer {
  readonly id: number;
  /** The name of the RCODE, or `RCODE` and its number. */
  readonly code: string;
  readonly addresses: readonly string[];
  /** Where CNAME and PTR records point, without the last dot. */
  readonly names: readonly string[];
  readonly truncated: boolean;
}

/** A question with recursion desired. For PTR, an address may stand for its name. Null when DNS can't hold the name. */
export function encodeQuery(id: number, name: string, type: 'A' | 'AAAA' | 'PTR'): Uint8Array | null {
  const encoded = encodeName(type === 'PTR' ? (reverseName(name) ?? name) : name);
  if (encoded === null) return null;
  const header = [id, 0x0100, 1, 0, 0, 0].map(uint16);
  return concat(...header, encoded, uint16(types[type]), uint16(classInternet));
}

function encodeName(name: string): Uint8Array | null {
  const bare = name.endsWith('.') ? name.slice(0, -1) : name;
  if (bare === '' || bare.length > 255) return null;
  const labels = bare.split('.').map(encodeUtf8);
  if (labels.some((label) => label.length < 1 || label.length > 63)) return null;
  const encoded = concat(...labels.flatMap((label) => [uint8(label.length), label]), uint8(0));
  return encoded.length > 255 ? null : encoded;
}

/** Reads an answer. One that was cut keeps what came whole. */
export function decodeAnswer(bytes: Uint8Array): Result<DnsAnswer> {
  const r = reader(bytes);
  const id = r.uint16();
  const flags = r.uint16();
  const questions = r.uint16();
  const answers = r.uint16();
  r.take(4);
  if (r.short) return malformed('truncated', 'the header is not complete');
  if ((flags & 0x8000) === 0) return malformed('malformed', 'this is a question');
  const truncated = (flags & 0x0200) !== 0;
  const addresses: string[] = [];
  const names: string[] = [];
  for (let n = 0; n < questions && !r.short; n++) skipQuestion(r);
  for (let n = 0; n < answers && !r.short; n++) {
    const record = readRecord(r, bytes);
    if (record === null) return malformed('malformed', `record ${n + 1} of the answer can't be read`);
    if (record.address !== undefined) addresses.push(record.address);
    if (record.name !== undefined) names.push(record.name);
  }
  if (r.short && !truncated) return malformed('truncated', 'the message ends too early');
  const code = flags & 15;
  return ok({ id, code: codes[code] ?? `RCODE${code}`, addresses, names, truncated });
}

function skipQuestion(r: Reader): void {
  skipName(r);
  r.take(4);
}

/** What a record adds; null when it contradicts itself. A record that is cut off adds nothing. */
function readRecord(r: Reader, bytes: Uint8Array): { readonly address?: string; readonly name?: string } | null {
  skipName(r);
  const type = r.uint16();
  const inClass = r.uint16();
  r.take(4);
  const length = r.uint16();
  const start = r.at;
  const data = r.take(length);
  if (r.short || inClass !== classInternet) return {};
  if ((type === types.A && length === 4) || (type === types.AAAA && length === 16)) {
    const address = addressText(data);
    return address === null ? null : { address };
  }
  if (type === types.A || type === types.AAAA) return null;
  if (type !== types.CNAME && type !== types.PTR) return {};
  const name = decodeName(bytes, start);
  return name === null ? null : { name };
}

/** A label has no more than 63 octets; what says more is a pointer and ends the name. */
function skipName(r: Reader): void {
  while (!r.short) {
    const length = r.uint8();
    if (length === 0) return;
    if (length > 63) {
      r.take(1);
      return;
    }
    r.take(length);
  }
}

/** Null when a pointer does not point back (any loop has such a one), or when the name is too long. */
function decodeName(bytes: Uint8Array, start: number): string | null {
  const labels: string[] = [];
  let limit = start;
  let pointers = 0;
  let size = 1;
  let r = reader(bytes, start);
  while (true) {
    const length = r.uint8();
    if (r.short) return null;
    if (length === 0) return labels.join('.');
    if (length < 64) {
      size += 1 + length;
      labels.push(labelText(r.take(length)));
      if (r.short || size > 255) return null;
      continue;
    }
    const target = ((length & 0x3f) << 8) | r.uint8();
    if (length < 0xc0 || r.short || target >= limit || ++pointers > maxPointers) return null;
    limit = target;
    r = reader(bytes, target);
  }
}

/** As a zone file writes it (RFC 1035 §5.1): an octet that is no letter, or a dot within a label, is `\DDD`. */
function labelText(label: Uint8Array): string {
  return latin1(label).replace(/[^!-~]|[.\\]/g, (c) => `\\${String(c.charCodeAt(0)).padStart(3, '0')}`);
}
