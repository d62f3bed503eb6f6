/*
 * Addresses as text, by the IANA special-purpose registries (RFC 6890) and by what is common in the field.
 */
import ipaddr from 'ipaddr.js';
import type { AddressScope } from '../model/observation.ts';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** The first that matches decides. */
const scopes: readonly (readonly [string, AddressScope])[] = [
  ['0.0.0.0/8', 'unspecified'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  // The default bridge of Docker; its later networks can't be told from other private ones.
  ['172.17.0.0/16', 'container'],
  ['10.0.0.0/8', 'private'],
  ['172.16.0.0/12', 'private'],
  ['192.168.0.0/16', 'private'],
  // Between a home router and the provider (DS-Lite, 464XLAT), and the class that was never given out.
  ['192.0.0.0/24', 'private'],
  ['100.64.0.0/10', 'cgnat'],
  ['198.18.0.0/15', 'benchmarking'],
  ['192.0.2.0/24', 'documentation'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['255.255.255.255/32', 'multicast'],
  ['240.0.0.0/4', 'private'],
  ['::/128', 'unspecified'],
  ['::1/128', 'loopback'],
  ['fe80::/10', 'link-local'],
  ['fc00::/7', 'unique-local'],
  // Site-local, which unique-local took the place of.
  ['fec0::/10', 'unique-local'],
  ['64:ff9b::/96', 'nat64'],
  ['64:ff9b:1::/48', 'nat64'],
  ['2001:2::/48', 'benchmarking'],
  ['2001:db8::/32', 'documentation'],
  ['3fff::/20', 'documentation'],
  ['100::/64', 'unspecified'],
  ['ff00::/8', 'multicast'],
];

interface Range {
  readonly range: [Address, number];
  readonly scope: AddressScope;
}

/** Made when the first address is asked about. */
let ranges: readonly Range[] | null = null;

/** What an address is good for; `unspecified` also for text that is no address. */
export function scopeOf(address: string): AddressScope {
  const parsed = parse(address);
  if (parsed === null) return 'unspecified';
  ranges ??= scopes.map(([cidr, scope]) => ({ range: ipaddr.parseCIDR(cidr), scope }));
  return ranges.find(({ range }) => matches(parsed, range))?.scope ?? 'public';
}

/** 4 or 6; null for text that is no address. `::ffff:192.0.2.1` is written as IPv6 and goes as IPv4: 4. */
export function familyOf(address: string): 4 | 6 | null {
  const parsed = parse(address);
  if (parsed === null) return null;
  return parsed.kind() === 'ipv4' ? 4 : 6;
}

/** Whether the text is an address as a resolver prints one, `fe80::1%eth0` included; never `127.1` or `[::1]`. */
export function isAddress(text: string): boolean {
  return parse(text) !== null;
}

/** As packets carry it: `::ffff:192.0.2.1` goes as IPv4, and the interface of `fe80::1%eth0` stays on its machine. */
export function onTheWire(text: string): string {
  const [address = ''] = text.split('%');
  const parsed = parse(text);
  return parsed?.kind() === 'ipv4' && address.includes(':') ? parsed.toString() : address;
}

/** Whether `address` lies in `cidr` (`192.0.2.0/24`, `2001:db8::/32`, or one address). */
export function sameNetwork(address: string, cidr: string): boolean {
  const [text = '', prefix, ...more] = cidr.split('/');
  const one = parse(address);
  const network = parse(text);
  if (one === null || network === null || one.kind() !== network.kind() || more.length > 0) return false;
  const mapped = text.includes(':') && network.kind() === 'ipv4' ? 96 : 0;
  const size = network.kind() === 'ipv4' ? 32 : 128;
  const bits = prefix === undefined ? size : /^\d{1,3}$/.test(prefix) ? Number(prefix) - mapped : -1;
  return bits >= 0 && bits <= size && matches(one, [network, bits]);
}

/** The name that a PTR record of the address stands at; null for text that is no address. */
export function reverseName(address: string): string | null {
  const parsed = parse(address);
  if (parsed === null) return null;
  const octets = parsed.toByteArray();
  if (parsed.kind() === 'ipv4') return `${octets.reverse().join('.')}.in-addr.arpa`;
  const nibbles = octets.flatMap((octet) => [octet >>> 4, octet & 15]);
  return `${nibbles
    .reverse()
    .map((nibble) => nibble.toString(16))
    .join('.')}.ip6.arpa`;
}

/** 4 or 16 octets as text (RFC 5952); null for any other number of them. */
export function addressText(octets: Uint8Array): string | null {
  if (octets.length !== 4 && octets.length !== 16) return null;
  const address = ipaddr.fromByteArray([...octets]);
  return address.kind() === 'ipv4' ? address.toString() : (address as ipaddr.IPv6).toRFC5952String();
}

/** The octets of an address, 4 or 16 of them; null for text that is none. `::ffff:192.0.2.1` has 4. */
export function addressOctets(text: string): Uint8Array | null {
  const parsed = parse(text);
  return parsed === null ? null : Uint8Array.from(parsed.toByteArray());
}

/** Lines of logs by the million are asked about, and ipaddr.js makes a line of each into an error first. */
const shaped = /^[\da-f:.]+(?:%.+)?$/i;

/** Strict: ipaddr.js would also take octal, hexadecimal and shortened forms, which mean something else elsewhere. */
function parse(text: string): Address | null {
  // The longest: eight groups, a dotted quad, a zone.
  if (text.length > 100 || !shaped.test(text)) return null;
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  if (!text.includes(':') || !ipaddr.IPv6.isValid(text)) return null;
  return ipaddr.process(text);
}

function matches(address: Address, [network, bits]: [Address, number]): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}
