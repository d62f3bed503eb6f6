/*
 * What `ipset save` prints (ipset(8)): each set as hash tables, so that a million elements cost no more than one to ask.
 */
import type { Packet, Tell, Truth } from '../model.ts';
import { greatest, least, singleBits } from '../span.ts';
import { compare, masked, packetWords, prefixMask, spanOf, type Words, wordsOf } from './address.ts';
import { some } from './condition.ts';
import { device } from './general.ts';

type Dimension = 'ip' | 'net' | 'port' | 'mac' | 'iface' | 'mark' | 'set';
export type Side = 'src' | 'dst';

/** Elements that have the same lengths of prefix: their masked values are keys of one table. */
interface Shape {
  readonly prefixes: readonly number[];
  readonly masks: readonly Words[];
  readonly elements: Set<Key>;
  /** `nomatch`: exceptions from a wider one. */
  readonly exceptions: Set<Key>;
}

type Key = number | string;

interface AddressSet {
  readonly name: string;
  readonly type: string;
  readonly dimensions: readonly Dimension[];
  readonly family: 4 | 6 | null;
  /** Bits of an address that count, as `netmask` or the type says. */
  readonly netmask: Words | null;
  readonly shapes: Map<string, Shape>;
  /** The narrowest first, as the kernel asks them. */
  sorted: readonly Shape[] | null;
  /** Of the element that was read last. */
  last: Shape | null;
  readonly members: string[];
  /** An element was not understood: who is not found may be in. */
  partial: boolean;
  /** Addresses that the kernel itself says are not in. */
  readonly absent: Set<string>;
}

const dimensionNames = new Set<string>(['ip', 'net', 'port', 'mac', 'iface', 'mark']);
const maxMembers = 65536;

/** Sets by name. What is not there is unknown, not empty. */
export class Sets {
  readonly #sets = new Map<string, AddressSet>();

  get names(): readonly string[] {
    return [...this.#sets.keys()];
  }

  /** Reads a line of `ipset save`; false when it says something that is not understood. */
  read(line: string): boolean {
    if (line.startsWith('add ')) return this.#add(line);
    if (line.startsWith('create ')) return this.#create(line);
    return this.#tested(line);
  }

  /** What `ipset test` prints of one address; of the others nothing is known then. */
  #tested(line: string): boolean {
    const [, address, not, name = ''] = /^(?:Warning: )?([\da-fA-F.:]+) is (NOT )?in set (\S+)\.$/.exec(line) ?? [];
    const set = this.#sets.get(name);
    if (address === undefined || set === undefined) return false;
    set.partial = true;
    if (not === undefined) return addElement(set, address, true);
    set.absent.add(address);
    return true;
  }

  #create(line: string): boolean {
    const [, name = '', type = '', ...options] = line.trim().split(/\s+/);
    const dimensions = dimensionsOf(type);
    if (name === '' || dimensions === null) return false;
    const option = (word: string): string | null => {
      const at = options.indexOf(word);
      return at < 0 ? null : (options[at + 1] ?? null);
    };
    const family: AddressSet['family'] =
      type === 'list:set' || type === 'bitmap:port' || type === 'hash:mac'
        ? null
        : option('family') === 'inet6'
          ? 6
          : 4;
    const netmask = maskOption(option('netmask') ?? option('bitmask'), family ?? 4);
    const partial = options.includes('markmask') || netmask === undefined;
    const empty = {
      shapes: new Map<string, Shape>(),
      sorted: null,
      last: null,
      members: [],
      absent: new Set<string>(),
    };
    this.#sets.set(name, { name, type, dimensions, family, netmask: netmask ?? null, partial, ...empty });
    return true;
  }

  #add(line: string): boolean {
    const nameEnd = line.indexOf(' ', 4);
    const set = this.#sets.get(line.slice(4, nameEnd));
    if (nameEnd < 0 || set === undefined) return false;
    const end = line.indexOf(' ', nameEnd + 1);
    const element = end < 0 ? line.slice(nameEnd + 1) : line.slice(nameEnd + 1, end);
    if (set.type === 'list:set') {
      if (set.members.length < maxMembers) set.members.push(element);
      else set.partial = true;
      return true;
    }
    const nomatch = end >= 0 && line.includes('nomatch', end) && isNomatch(line.slice(end));
    const wild = end >= 0 && line.includes(' wildcard', end);
    const understood = !wild && addElement(set, element, !nomatch);
    if (!understood) set.partial = true;
    return understood;
  }

  /** The same object for the same set. */
  named(name: string): object | undefined {
    return this.#sets.get(name);
  }

  /** Tells of the elements by their part number `at`, when that is an address. */
  spans(name: string, at: number, tell: Tell, depth = 0): void {
    const set = this.#sets.get(name);
    if (set === undefined) return;
    if (set.type === 'list:set') {
      if (depth === 0)
        for (const member of set.members)
          this.spans(member, at, (lo, hi, mark) => tell(lo, hi, `${member} ${mark}`), 1);
      return;
    }
    const dimension = set.dimensions[at];
    if (dimension !== 'ip' && dimension !== 'net') return;
    const plain = set.dimensions.length === 1 && sortedShapes(set).every(({ exceptions }) => exceptions.size === 0);
    for (const shape of set.shapes.values()) {
      for (const [keys, sign] of [
        [shape.elements, ''],
        [shape.exceptions, '!'],
      ] as const) {
        for (const key of keys) {
          const parts = set.dimensions.length === 1 ? [key] : String(key).split(',');
          const words = wordsOfKey(set, parts[at] ?? '');
          const prefix = shape.prefixes[at] ?? 0;
          const mask = prefixMask(prefix, set.family ?? 4);
          const span = spanOf({ address: words, mask: set.netmask === null ? mask : masked(mask, set.netmask) });
          const rest = plain ? '' : `${sign}${shape.prefixes.join()} ${parts.filter((_, i) => i !== at).join()}`;
          if (span !== undefined) tell(span[0], span[1], rest);
          else tell(least(set.family ?? 4), greatest(set.family ?? 4), singleBits);
        }
      }
    }
  }

  /** Whether the packet is in the set, asked by these sides of it. */
  has(name: string, sides: readonly Side[], packet: Packet, depth = 0): Truth {
    const set = this.#sets.get(name);
    if (set === undefined || packet.touched?.has(`ipset ${name}`) === true) return 'unknown';
    if (set.type === 'list:set') {
      // A list is of sets that are no lists.
      const inside: Truth =
        depth > 0 ? 'unknown' : some(set.members, (member) => this.has(member, sides, packet, depth + 1));
      return inside === false && set.partial ? 'unknown' : inside;
    }
    if (sides.length < set.dimensions.length) return false;
    if (set.family !== null && set.family !== packet.family) return false;
    const found = lookUp(set, sides, packet);
    if (found !== false || !set.partial) return found;
    const asked = sides[0] === 'dst' ? packet.to : packet.from;
    return set.dimensions.length === 1 && set.absent.has(asked) ? false : 'unknown';
  }
}

/** `nomatch` among the words behind an element; the comment is in quotation marks, and has none inside. */
function isNomatch(rest: string): boolean {
  return rest
    .replace(/"[^"]*"/g, '')
    .split(/\s+/)
    .includes('nomatch');
}

function dimensionsOf(type: string): readonly Dimension[] | null {
  if (type === 'list:set') return ['set'];
  const [method = '', data = ''] = type.split(':');
  const words = data.split(',');
  if ((method !== 'hash' && method !== 'bitmap') || !words.every((word) => dimensionNames.has(word))) return null;
  return words as Dimension[];
}

/** `24` or a mask; null without one; undefined when it is not understood. */
function maskOption(text: string | null, family: 4 | 6): Words | null | undefined {
  if (text === null) return null;
  if (/^\d{1,3}$/.test(text)) return prefixMask(Number(text), family);
  return wordsOf(text) ?? undefined;
}

function keyOf(set: AddressSet, words: Words): Key {
  const [a = 0, b = 0, c = 0, d = 0] = words;
  // Whole numbers of 32 bits with a sign are the cheapest keys there are.
  if (words.length === 1) return a | 0;
  // Keys of several parts are joined by commas, and taken apart at them.
  if (set.dimensions.length > 1) return `${a} ${b} ${c} ${d}`;
  return String.fromCharCode(a >>> 16, a & 0xffff, b >>> 16, b & 0xffff, c >>> 16, c & 0xffff, d >>> 16, d & 0xffff);
}

/** Back from keyOf(). */
function wordsOfKey({ dimensions, family }: AddressSet, key: Key): Words {
  if (typeof key === 'number') return [key >>> 0];
  if (family !== 6) return [Number(key) >>> 0];
  if (dimensions.length > 1) return key.split(' ').map(Number);
  const unit = (i: number): number => key.charCodeAt(i);
  return [0, 2, 4, 6].map((i) => ((unit(i) << 16) | unit(i + 1)) >>> 0);
}

/** One value of an element, as a key, with the length of its prefix (-1: none). */
interface Value {
  readonly key: Key;
  readonly prefix: number;
}

function addElement(set: AddressSet, element: string, counts: boolean): boolean {
  const [first] = set.dimensions;
  if (set.dimensions.length === 1 && (first === 'ip' || first === 'net') && !element.includes('-')) {
    const value = addressValue(set, element);
    if (value !== null) putOne(set, value, counts);
    return value !== null;
  }
  const parts = element.split(',');
  // bitmap:ip,mac takes an address without its second half, which then is any.
  const few = set.type === 'bitmap:ip,mac' && parts.length === 1;
  if (parts.length !== set.dimensions.length && !few) return false;
  if (parts.length === 1 && element.includes('-')) return addRange(set, element, counts);
  const values: Value[] = [];
  for (const [i, part] of parts.entries()) {
    const value = partOf(set, set.dimensions[i] ?? 'ip', part);
    if (value === null) return false;
    values.push(value);
  }
  put(set, values, counts);
  return true;
}

/** put() of the one value that most sets have: no arrays, no joined keys. */
function putOne(set: AddressSet, value: Value, counts: boolean): void {
  const shape = set.last;
  if (shape !== null && shape.prefixes[0] === value.prefix) (counts ? shape.elements : shape.exceptions).add(value.key);
  else put(set, [value], counts);
}

function put(set: AddressSet, values: readonly Value[], counts: boolean): void {
  const name = values.length === 1 ? String(values[0]?.prefix) : values.map((value) => value.prefix).join();
  let shape = set.shapes.get(name);
  if (shape === undefined) {
    const prefixes = values.map((value) => value.prefix);
    const masks = prefixes.map((bits) => (bits < 0 ? [] : prefixMask(bits, set.family ?? 4)));
    shape = { prefixes, masks, elements: new Set(), exceptions: new Set() };
    set.shapes.set(name, shape);
    set.sorted = null;
  }
  set.last = shape;
  const key = values.length === 1 ? (values[0]?.key ?? 0) : values.map((value) => value.key).join(',');
  (counts ? shape.elements : shape.exceptions).add(key);
}

function partOf(set: AddressSet, dimension: Dimension, text: string): Value | null {
  if (dimension === 'ip' || dimension === 'net') return addressValue(set, text);
  if (dimension === 'port') {
    // bitmap:port is of ports alone; elsewhere the protocol is part of it, and TCP when it is not told.
    if (set.type === 'bitmap:port') return /^\d{1,5}$/.test(text) ? { key: text, prefix: -1 } : null;
    if (/^\d{1,5}$/.test(text)) return { key: `tcp:${text}`, prefix: -1 };
    return /^[a-z\d-]+:[\w/-]+$/.test(text) && !/^(?:tcp|udp|\d+):.*[^\d]/.test(text)
      ? { key: text, prefix: -1 }
      : null;
  }
  return text === '' ? null : { key: text.toLowerCase(), prefix: -1 };
}

function addressValue(set: AddressSet, text: string): Value | null {
  const slash = text.indexOf('/');
  const words = wordsOf(slash < 0 ? text : text.slice(0, slash));
  const width = set.family === 6 ? 128 : 32;
  if (words === null || words.length * 32 !== width) return null;
  const bits = slash < 0 ? width : Number(/^\d{1,3}$/.exec(text.slice(slash + 1))?.[0] ?? -1);
  if (bits < 0 || bits > width) return null;
  const whole = bits === width ? words : masked(words, prefixMask(bits, set.family ?? 4));
  return { key: keyOf(set, set.netmask === null ? whole : masked(whole, set.netmask)), prefix: bits };
}

/** A range becomes the networks that fill it: the same addresses, and few of them. */
function addRange(set: AddressSet, text: string, counts: boolean): boolean {
  const [from = '', to = '', ...more] = text.split('-');
  const first = wordsOf(from);
  const last = wordsOf(to);
  const dimension = set.dimensions[0];
  if (more.length > 0 || first === null || last === null || first.length !== 1 || last.length !== 1) return false;
  if ((dimension !== 'ip' && dimension !== 'net') || set.family !== 4 || compare(first, last) > 0) return false;
  if (set.netmask !== null) return false;
  let at = first[0] ?? 0;
  const end = last[0] ?? 0;
  while (at <= end) {
    let bits = 32;
    while (bits > 0 && at % 2 ** (33 - bits) === 0 && at + 2 ** (33 - bits) - 1 <= end) bits--;
    put(set, [{ key: at | 0, prefix: bits }], counts);
    at += 2 ** (32 - bits);
  }
  return true;
}

function sortedShapes(set: AddressSet): readonly Shape[] {
  set.sorted ??= [...set.shapes.values()].sort((a, b) => {
    for (const [i, bits] of a.prefixes.entries()) {
      const difference = (b.prefixes[i] ?? 0) - bits;
      if (difference !== 0) return difference;
    }
    return b.prefixes.length - a.prefixes.length;
  });
  return set.sorted;
}

function lookUp(set: AddressSet, sides: readonly Side[], packet: Packet): Truth {
  // What no packet of ours has is not a key: whether it is in cannot be told, unless the set is empty.
  const told = set.dimensions.every((dimension) => dimension !== 'mac' && dimension !== 'mark');
  if (packet.protocol === 'icmp' && set.dimensions.includes('port')) return set.shapes.size === 0 ? false : 'unknown';
  if (!told || set.dimensions.includes('iface')) return scan(set, sides, packet);
  for (const shape of sortedShapes(set)) {
    const keys: Key[] = [];
    for (const [i, dimension] of set.dimensions.entries()) {
      const key = packetKey(set, dimension, sides[i] ?? 'src', packet, shape.masks[i] ?? []);
      if (key === null) return 'unknown';
      keys.push(key);
    }
    const key = keys.length === 1 ? (keys[0] ?? 0) : keys.join(',');
    if (shape.elements.has(key)) return true;
    if (shape.exceptions.has(key)) return false;
  }
  return false;
}

function packetKey(set: AddressSet, dimension: Dimension, side: Side, packet: Packet, mask: Words): Key | null {
  if (dimension === 'port') {
    const port = side === 'src' ? packet.fromPort : packet.toPort;
    return set.type === 'bitmap:port' ? String(port) : `${packet.protocol}:${port}`;
  }
  const words = packetWords(side === 'src' ? packet.from : packet.to);
  if (words === null) return null;
  const counted = set.netmask === null ? words : masked(words, set.netmask);
  return keyOf(set, masked(counted, mask));
}

/** Sets with an interface, a MAC address or a mark: the address is a key, the rest is compared. */
function scan(set: AddressSet, sides: readonly Side[], packet: Packet): Truth {
  for (const shape of sortedShapes(set)) {
    // Which exception belongs to which element is not worth the trouble here.
    if (shape.exceptions.size > 0) return 'unknown';
    const result = some([...shape.elements], (key) => {
      const parts = String(key).split(',');
      const truths = set.dimensions.map((dimension, i): Truth => {
        const part = parts[i];
        if (part === undefined) return true;
        const side = sides[i] ?? 'src';
        if (dimension === 'iface') return interfaceTruth(part, side, packet);
        if (dimension === 'mark') return packet.mark === Number(part);
        if (dimension === 'mac') return 'unknown';
        const mine = packetKey(set, dimension, side, packet, shape.masks[i] ?? []);
        return mine === null ? 'unknown' : String(mine) === part;
      });
      return truths.includes(false) ? false : truths.includes('unknown') ? 'unknown' : true;
    });
    if (result !== false) return result;
  }
  return false;
}

function interfaceTruth(name: string, side: Side, packet: Packet): Truth {
  if (name.startsWith('physdev:')) return 'unknown';
  return device(name, side === 'src' ? packet.inBy : packet.outBy);
}
