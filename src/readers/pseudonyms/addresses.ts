import { addressOctets, addressText, familyOf } from '../../wire/address.ts';

/** What is no one's own: these stay as they are. */
const kept: readonly string[] = [
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  // Of netmasks as well.
  '224.0.0.0/3',
  // The one by which Azure looks at its guests.
  '168.63.129.16/32',
  '::/64',
  '64:ff9b::/64',
  '64:ff9b:1::/48',
  '100::/64',
  '2001:2::/48',
  '2001:db8::/32',
  '3fff::/20',
  'ff00::/8',
];

/** What an address in these is good for stays. */
const scopes: readonly string[] = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/16',
  '172.17.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/8',
  'fd00::/8',
  'fe80::/64',
  'fec0::/10',
];

/** The last octet of IPv4 stays: that of networks and of broadcasts has a meaning. */
const lastBit = 24;

const dotted = /\d{1,3}(?:\.\d{1,3}){3}/.source;
const colons = /[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}/.source;
const size = `(?:/(${dotted}|\\d{1,3}))?`;
// Behind one of IPv4 a port may stand, behind one of IPv6 more of it.
const v4 = new RegExp(`(?<![\\w.])(${dotted})${size}(?!\\w|\\.\\d|\\.in-addr|\\.[0-9a-f]\\.)`, 'gi');
const v6 = new RegExp(`(?<![\\w.:])(${colons}(?::${dotted})?)${size}(?!\\w|:[0-9a-f]|\\.\\d)`, 'gi');
const either = new RegExp(`${v6.source}|${v4.source}`, 'gi');
const reversed = /(?<![\w.])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?=\.in-addr\.arpa)/gi;
const nibbles = /(?<![\w.])(?:[0-9a-f]\.){32}(?=ip6\.arpa)/gi;
const dashed = /(?<!\d)(\d{1,3})-(\d{1,3})-(\d{1,3})-(\d{1,3})(?!\d)/g;
// As /proc/net/tcp writes them.
const kernel = /(?<![0-9A-F])(?:[0-9A-F]{8}|[0-9A-F]{32})(?=:[0-9A-F]{4}\b)/g;
const card = /(?<![\w:])[0-9a-f]{2}(?::[0-9a-f]{2}){5}(?![\w:])/gi;

/** Bits as a text of 0 and 1, behind the family. */
type Bits = string;

interface Branch {
  /** Something ends here, or is to stay, behind this: no bit before it is turned. */
  fixed: boolean;
  /** Nothing behind this is turned. */
  whole: boolean;
  next: Map<string, Branch>;
  turned: boolean | null;
}

/** Rewrites each address that stands in these texts, and any other of the same networks. */
export function addressBook(texts: readonly string[], bit: () => boolean): (text: string) => string {
  const root = branch();
  for (const network of kept) pin(root, bitsOfNetwork(network), true);
  for (const network of scopes) pin(root, bitsOfNetwork(network), false);
  const learn = (bits: Bits): string => {
    grow(root, bits);
    return bits;
  };
  for (const text of texts) rewriter((bits) => learn(bits))(text);
  return rewriter((bits) => turned(root, bits, bit));
}

function branch(): Branch {
  return { fixed: false, whole: false, next: new Map(), turned: null };
}

function pin(root: Branch, bits: Bits, whole: boolean): void {
  let at = root;
  for (const b of bits) {
    at.fixed = true;
    at = stepped(at, b);
  }
  if (whole) at.whole = true;
}

function grow(root: Branch, bits: Bits): void {
  let at = root;
  for (const b of bits) at = stepped(at, b);
}

function stepped(at: Branch, b: string): Branch {
  const there = at.next.get(b);
  if (there !== undefined) return there;
  const made = branch();
  at.next.set(b, made);
  return made;
}

/**
 * A bit is turned or stays for all that have the bits before it in common, so what has a network in common keeps it. Where
 * the way parts it stays, so their order does as well.
 */
function turned(root: Branch, bits: Bits, bit: () => boolean): Bits {
  let at: Branch | undefined = root;
  let whole = false;
  let out = '';
  for (const [i, b] of [...bits].entries()) {
    whole ||= at?.whole === true;
    const plain = bits.startsWith('4') ? i > lastBit : bits.startsWith('m') && i <= 8;
    if (at === undefined || whole || plain || at.fixed || at.next.size > 1) out += b;
    else {
      at.turned ??= bit();
      out += at.turned ? (b === '1' ? '0' : '1') : b;
    }
    at = at?.next.get(b);
  }
  return out;
}

function bitsOf(octets: Uint8Array, length: number): Bits {
  const all = [...octets].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  return `${octets.length === 4 ? '4' : '6'}${all.slice(0, length)}`;
}

function bitsOfNetwork(cidr: string): Bits {
  const [text = '', length] = cidr.split('/');
  return bitsOf(addressOctets(text) ?? new Uint8Array(4), Number(length));
}

function octetsOf(bits: Bits): Uint8Array {
  const size = bits.startsWith('4') ? 4 : 16;
  const all = bits.slice(1).padEnd(size * 8, '0');
  return Uint8Array.from({ length: size }, (_, i) => Number.parseInt(all.slice(i * 8, i * 8 + 8), 2));
}

type Change = (bits: Bits) => Bits;

function rewriter(change: Change): (text: string) => string {
  const whole = (octets: Uint8Array): Uint8Array => octetsOf(change(bitsOf(octets, octets.length * 8)));
  const four = (parts: readonly string[]): readonly number[] | null => {
    const octets = parts.map(Number);
    return octets.some((octet) => octet > 255) ? null : [...whole(Uint8Array.from(octets))];
  };
  return (text) =>
    text
      .replace(reversed, (from, ...parts) => four(parts.slice(0, 4).reverse())?.toReversed().join('.') ?? from)
      .replace(nibbles, (from) => nibblesOf(whole(fromNibbles(from))))
      .replace(dashed, (from, ...parts) => four(parts.slice(0, 4))?.join('-') ?? from)
      .replace(kernel, (from) => kernelWords(from, whole))
      .replace(card, (from) => cardOf(from, change))
      .replace(
        either,
        (
          from,
          one: string | undefined,
          oneSize: string | undefined,
          other: string | undefined,
          otherSize: string | undefined,
        ) => written(from, one ?? other ?? '', oneSize ?? otherSize, change),
      );
}

function written(from: string, text: string, size: string | undefined, change: Change): string {
  const octets = addressOctets(text);
  if (octets === null) return from;
  // ::ffff:192.0.2.1 is one of IPv4.
  const inner = octets.length === 4 && text.includes(':') ? text.slice(0, text.lastIndexOf(':') + 1) : '';
  const length = lengthOf(size, octets.length * 8);
  const bits = bitsOf(octets, octets.length * 8);
  // What ends in zeros there is the network, not a host in it.
  const network = length !== null && !bits.slice(length + 1).includes('1') && length < octets.length * 8;
  const to = addressText(octetsOf(change(network ? bits.slice(0, length + 1) : bits)));
  return `${inner}${to}${size === undefined ? '' : `/${size}`}`;
}

function lengthOf(size: string | undefined, most: number): number | null {
  if (size === undefined) return null;
  if (/^\d+$/.test(size)) return Number(size) <= most ? Number(size) : null;
  const mask = addressOctets(size);
  return mask === null ? null : bitsOf(mask, 32).slice(1).replace(/0+$/, '').length;
}

function fromNibbles(text: string): Uint8Array {
  const digits = text.split('.').filter((digit) => digit !== '');
  const all = digits.reverse().join('');
  return Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(all.slice(i * 2, i * 2 + 2), 16));
}

function nibblesOf(octets: Uint8Array): string {
  const all = [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join('');
  return `${[...all].reverse().join('.')}.`;
}

/** Words of 32 bits, each from its end. */
function kernelWords(from: string, whole: (octets: Uint8Array) => Uint8Array): string {
  const swapped = (text: string): string => text.replace(/(..)(..)(..)(..)/g, '$4$3$2$1');
  const octets = Uint8Array.from(swapped(from).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const to = [...whole(octets)].map((octet) => octet.toString(16).padStart(2, '0')).join('');
  return swapped(to.toUpperCase());
}

/** The first octet says whether it is one card, and whether it has a maker. */
function cardOf(from: string, change: Change): string {
  if (/^(?:00:){5}00$|^(?:ff:){5}ff$/i.test(from) || familyOf(from) !== null) return from;
  const bits = `m${from
    .split(':')
    .map((pair) => Number.parseInt(pair, 16).toString(2).padStart(8, '0'))
    .join('')}`;
  const to = change(bits).slice(1);
  const pairs = to.match(/.{8}/g)?.map((octet) => Number.parseInt(octet, 2).toString(16).padStart(2, '0')) ?? [];
  return pairs.join(':');
}
