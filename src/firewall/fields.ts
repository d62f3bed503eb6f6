import type { Packet } from './model.ts';
import { type Base, octetsAt } from './payload.ts';
import { hex, ipv4, ipv6, states, type Type, tcpFlags, types, type Value } from './values.ts';
import { type Cursor, unquoted } from './words.ts';

/** What an expression of nft(8) reads of a packet. */
export interface Field {
  readonly type: Type;
  /** Undefined: nobody knows. Null: the packet has no such thing, and the rule does not match (NFT_BREAK). */
  read(packet: Packet): Value | null | undefined;
  /** Whether the packet has it, when the value itself may be unknown. */
  present?(packet: Packet): boolean;
  /** Bits of the value that nobody knows. */
  open?(packet: Packet): number;
  /** Of the packet: what a rule changes when it sets this. */
  readonly sets?: keyof Packet;
  /** Why its value is unknown, when it is: state, chance, or what the packet alone does not tell. */
  readonly because?: string;
  /** It is an address of the packet, the client's one way and the host's the other; `bits`: some of its bits. */
  readonly address?: 'from' | 'to' | 'bits';
  /** It is a port of the packet, whole. */
  readonly port?: true;
}

type Read = Field['read'];

const unknown = (type: Type = types.opaque): Field => ({ type, read: () => undefined });

/** What a packet carries after IP (RFC 790 numbers). */
function protocolOf({ protocol, family }: Packet): number {
  if (protocol === 'tcp') return 6;
  if (protocol === 'udp') return 17;
  return family === 4 ? 1 : 58;
}

const when =
  (holds: (packet: Packet) => boolean, read: Read): Read =>
  (packet) =>
    holds(packet) ? read(packet) : null;
const is4 = ({ family }: Packet): boolean => family === 4;
const is6 = ({ family }: Packet): boolean => family === 6;
const ports = ({ protocol }: Packet): boolean => protocol !== 'icmp';

/** An interface that is not there has no name. */
const device = (name: string | null | undefined): Value | undefined => (name === undefined ? undefined : (name ?? ''));

/** A packet that was made elsewhere has no socket yet; whose socket it is, the packet does not tell. */
const owner: Read = (packet) => (packet.inBy === null ? undefined : null);

const meta: Readonly<Record<string, Field>> = {
  l4proto: { type: types.inet_proto, read: protocolOf },
  nfproto: { type: types.nf_proto, read: ({ family }) => (family === 4 ? 2 : 10) },
  protocol: { type: types.ether_type, read: ({ family }) => (family === 4 ? 0x800 : 0x86dd) },
  iif: { type: types.iface_index, read: ({ inBy }) => device(inBy) },
  oif: { type: types.iface_index, read: ({ outBy }) => device(outBy) },
  iifname: { type: types.ifname, read: ({ inBy }) => device(inBy) },
  oifname: { type: types.ifname, read: ({ outBy }) => device(outBy) },
  mark: { type: types.mark, read: ({ mark }) => mark, sets: 'mark', present: () => true },
  length: { type: types.integer, read: ({ length }) => length },
  pkttype: { type: types.pkt_type, read: ({ protocol }) => (protocol === 'tcp' ? 0 : undefined) },
  skuid: { type: types.opaque, read: owner },
  skgid: { type: types.opaque, read: owner },
};
for (const key of [
  'priority',
  'random',
  'cpu',
  'cgroup',
  'rtclassid',
  'nftrace',
  'iiftype',
  'oiftype',
  'iifgroup',
  'oifgroup',
]) {
  (meta as Record<string, Field>)[key] = unknown();
}
for (const key of [
  'ipsec',
  'secpath',
  'time',
  'hour',
  'day',
  'iifkind',
  'oifkind',
  'ibrname',
  'obrname',
  'sdif',
  'sdifname',
  'secmark',
]) {
  (meta as Record<string, Field>)[key] = unknown();
}
/** Keys of meta that are written without the word. */
const bare =
  /^(?:[io]if(?:name|type|group|kind)?|mark|skuid|skgid|nftrace|rtclassid|pkttype|cpu|cgroup|l4proto|nfproto|[io]brname)$/;

const ip: Readonly<Record<string, Field>> = {
  saddr: {
    type: types.ipv4_addr,
    read: when(is4, ({ from }) => ipv4(from)),
    sets: 'from',
    present: is4,
    address: 'from',
  },
  daddr: { type: types.ipv4_addr, read: when(is4, ({ to }) => ipv4(to)), sets: 'to', present: is4, address: 'to' },
  protocol: { type: types.inet_proto, read: when(is4, protocolOf) },
  length: { type: types.integer, read: when(is4, ({ length }) => length) },
  version: { type: types.integer, read: when(is4, () => 4) },
  // Whether it may be cut up (DF) is the sender's choice; a SYN is never a fragment.
  'frag-off': { type: types.integer, read: when(is4, () => 0), open: () => 0xc000 },
};
const ip6: Readonly<Record<string, Field>> = {
  saddr: {
    type: types.ipv6_addr,
    read: when(is6, ({ from }) => ipv6(from)),
    sets: 'from',
    present: is6,
    address: 'from',
  },
  daddr: { type: types.ipv6_addr, read: when(is6, ({ to }) => ipv6(to)), sets: 'to', present: is6, address: 'to' },
  nexthdr: { type: types.inet_proto, read: when(is6, protocolOf) },
  version: { type: types.integer, read: when(is6, () => 6) },
};
const openOf = (family: (packet: Packet) => boolean, type: Type): Field => ({
  type,
  read: when(family, () => undefined),
});
const ipOpen: Readonly<Record<string, Type>> = {
  ttl: types.integer,
  hoplimit: types.integer,
  dscp: types.dscp,
  ecn: types.ecn,
  id: types.integer,
  hdrlength: types.integer,
  checksum: types.integer,
  flowlabel: types.integer,
  length: types.integer,
};

const flagsOf = (flags: readonly string[]): number => flags.reduce((sum, flag) => sum | (tcpFlags[flag] ?? 0), 0);
const sport: Field = {
  type: types.inet_service,
  port: true,
  read: when(ports, ({ fromPort }) => fromPort),
  sets: 'fromPort',
  present: ports,
};
const dport: Field = {
  type: types.inet_service,
  port: true,
  read: when(ports, ({ toPort }) => toPort),
  sets: 'toPort',
  present: ports,
};
const flags: Field = {
  type: types.tcp_flag,
  read: (packet) => flagsOf(packet.flags),
  open: ({ openFlags = [] }) => flagsOf(openFlags),
};

const icmpv6Type: Field = { type: types.icmpv6_type, read: ({ icmpType }) => icmpType };

/** Headers after IP, by their number. Fields that are not here are unknown, for a packet of that protocol. */
const headers: Readonly<Record<string, readonly number[]>> = {
  tcp: [6],
  udp: [17],
  udplite: [136],
  sctp: [132],
  dccp: [33],
  icmp: [1],
  icmpv6: [58],
  igmp: [2],
  esp: [50],
  ah: [51],
  comp: [108],
  gre: [47],
};

function headerField(name: string, key: string): Field | null {
  const numbers = headers[name];
  if (numbers === undefined || !/^[a-z][a-z0-9-]*$/.test(key)) return null;
  const own = name === 'tcp' && key === 'flags' ? flags : name === 'icmpv6' && key === 'type' ? icmpv6Type : null;
  const known = key === 'sport' ? sport : key === 'dport' ? dport : own;
  const field = known ?? unknown();
  const holds = (packet: Packet): boolean => numbers.includes(protocolOf(packet));
  return { ...field, read: when(holds, (packet) => field.read(packet)), present: holds };
}

/** There is no connection to ask about before it is looked up, and for packets that are not tracked. */
const tracked = ({ state }: Packet): boolean => state !== 'invalid' && state !== 'untracked';
const origin = (packet: Packet): NonNullable<Packet['original']> => packet.original ?? packet;

/** Bits of `ct_status`: the answer makes it seen-reply and confirmed, the packet after that assured (nf_conntrack_tcp_packet). */
function statusOf(packet: Packet): number | undefined {
  const { original, landed } = packet;
  const { to, toPort } = landed ?? packet;
  if (landed?.unknown?.has('to') === true && original?.toPort === toPort) return undefined;
  const moved = original !== undefined && (original.to !== to || original.toPort !== toPort);
  const answer = packet.flags.includes('syn') ? 2 | 8 : 2 | 4 | 8;
  return (packet.direction === 'reply' || packet.state === 'established' ? answer : 0) | (moved ? 32 : 0);
}

const ct: Readonly<Record<string, Field>> = {
  state: { type: types.ct_state, read: ({ state }) => states[state] },
  direction: { type: types.ct_dir, read: when(tracked, ({ direction }) => (direction === 'reply' ? 1 : 0)) },
  // Translation, and what the connection tracking itself keeps, shows in bits that are not followed here.
  status: { type: types.ct_status, read: when(tracked, statusOf), open: () => ~0x2f >>> 0 },
  mark: { type: types.mark, read: when(tracked, ({ ctMark = 0 }) => ctMark), sets: 'ctMark', present: tracked },
};
const ctTuple: Readonly<Record<string, Read>> = {
  'original saddr': (p) => (p.family === 4 ? ipv4(origin(p).from) : ipv6(origin(p).from)),
  'original daddr': (p) => (p.family === 4 ? ipv4(origin(p).to) : ipv6(origin(p).to)),
  'original proto-src': (p) => (p.chosen === undefined ? origin(p).fromPort : undefined),
  'original proto-dst': (p) => origin(p).toPort,
};

/** The field that is next, or null: then nothing was read. */
export function fieldAt(cursor: Cursor): Field | null {
  const { at } = cursor;
  const field = read(cursor);
  if (field === null) cursor.at = at;
  return field;
}

function read(cursor: Cursor): Field | null {
  const word = cursor.next();
  if (word.startsWith('@')) return raw(cursor, word.slice(1));
  if (word === 'meta') return keyed(meta, cursor.next());
  if (bare.test(word)) return keyed(meta, word);
  if (word === 'ip') return ipField(cursor, ip, is4);
  if (word === 'ip6') return ipField(cursor, ip6, is6);
  if (word === 'th') return cursor.take('sport') ? sport : cursor.take('dport') ? dport : null;
  if (word === 'tcp' && cursor.take('option')) return option(cursor);
  if (Object.hasOwn(headers, word)) return headerField(word, cursor.next());
  if (word === 'ct') return ctField(cursor);
  if (word === 'fib') return fib(cursor);
  if (word === 'ether' || word === 'vlan' || word === 'arp') return /^[a-z]+$/.test(cursor.next()) ? unknown() : null;
  if (word === 'socket') return oneOf(cursor, ['transparent', 'mark', 'wildcard', 'cgroupv2'], 'which socket takes it');
  if (word === 'numgen') return numgen(cursor);
  return null;
}

function keyed(fields: Readonly<Record<string, Field>>, key: string): Field | null {
  return Object.hasOwn(fields, key) ? (fields[key] ?? null) : null;
}

function ipField(
  cursor: Cursor,
  fields: Readonly<Record<string, Field>>,
  family: (packet: Packet) => boolean,
): Field | null {
  const key = cursor.next();
  const known = keyed(fields, key);
  if (known !== null) return known;
  return Object.hasOwn(ipOpen, key) ? openOf(family, ipOpen[key] ?? types.opaque) : null;
}

function option(cursor: Cursor): Field | null {
  if (!/^[a-z0-9-]+$/.test(cursor.next())) return null;
  if (/^(?:kind|length|size|left|right|count|tsval|tsecr)$/.test(cursor.word)) cursor.next();
  const field = unknown();
  return {
    ...field,
    read: when(
      ({ protocol }) => protocol === 'tcp',
      () => undefined,
    ),
  };
}

function ctField(cursor: Cursor): Field | null {
  const key = cursor.next();
  if (key === 'original' || key === 'reply') {
    const family = cursor.take('ip') ? types.ipv4_addr : cursor.take('ip6') ? types.ipv6_addr : null;
    const part = cursor.next();
    if (!/^(?:saddr|daddr|proto-src|proto-dst|l3proto|protocol|bytes|packets|avgpkt|zone)$/.test(part)) return null;
    const reader = ctTuple[`${key} ${part}`];
    if (reader === undefined) return unknown();
    const type = part.startsWith('proto') ? types.inet_service : (family ?? bothFamilies);
    const side = part.startsWith('s') ? ('from' as const) : ('to' as const);
    const address = part.endsWith('addr') ? { address: family === null ? ('bits' as const) : side } : {};
    return { type, read: when(tracked, reader), ...address };
  }
  const known = keyed(ct, key);
  if (known !== null) return known;
  return /^(?:expiration|helper|label|zone|bytes|packets|avgpkt|event|id|l3proto|protocol|secmark)$/.test(key)
    ? unknown()
    : null;
}

const bothFamilies: Type = {
  id: 'ipv4_addr',
  max: 0xffff_ffff,
  parse: (word) => ipv4(word) ?? ipv6(word),
};

/** fib(8) asks the routes: which are known only as far as the packet tells. */
function fib(cursor: Cursor): Field | null {
  const flags: string[] = [];
  do flags.push(cursor.next());
  while (cursor.take('.') && flags.length < 6);
  if (!flags.every((flag) => /^(?:saddr|daddr|mark|iif|oif)$/.test(flag))) return null;
  const result = cursor.next();
  const source = flags.includes('saddr');
  const byDevice = flags.includes('iif') || flags.includes('oif');
  if (result === 'type') {
    const here = ({ fromHere, toHere }: Packet): boolean | undefined => (source ? fromHere : toHere);
    return {
      type: types.fib_addrtype,
      read: (p) => (here(p) === true && !byDevice ? 2 : undefined),
      because: 'the routes',
    };
  }
  if (result !== 'oif' && result !== 'oifname') return null;
  const back: Read = (p) => (p.backBy !== undefined && p.backBy === p.inBy ? p.backBy : undefined);
  const type = { ...types.iface_index, parse: (word: string) => (word === 'missing' ? '' : unquoted(word)) };
  return { type, read: source ? back : () => undefined, because: 'the routes' };
}

/** A RAW PAYLOAD EXPRESSION: `@th,OFFSET,LENGTH`, both in bits. What is behind the end of the packet matches nothing. */
function raw(cursor: Cursor, base: string): Field | null {
  if (!/^(?:ll|nh|th|ih)$/.test(base) || !cursor.take(',')) return null;
  const offset = cursor.next();
  if (!cursor.take(',')) return null;
  const length = cursor.next();
  if (!/^\d{1,5}$/.test(offset) || !/^\d{1,3}$/.test(length)) return null;
  const [from, bits] = [Number(offset), Number(length)];
  if (bits === 0 || bits > 128) return null;
  const first = Math.floor(from / 8);
  const end = Math.ceil((from + bits) / 8);
  return {
    type: rawType(bits),
    read: (packet) => {
      const octets = octetsAt(base as Base, first, end - first, packet);
      if (octets === undefined || octets === null) return octets;
      const all = octets.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
      return rawValue((all >> BigInt(8 * end - from - bits)) & ((1n << BigInt(bits)) - 1n), bits);
    },
    because: 'what is in the packet',
  };
}

const rawValue = (value: bigint, bits: number): Value => (bits > 32 ? hex(value) : Number(value));

function rawType(bits: number): Type {
  const parse = (word: string): Value | undefined => {
    if (!/^(?:0x[\da-f]{1,32}|\d{1,39})$/i.test(word)) return undefined;
    const value = BigInt(word);
    return value >> BigInt(bits) === 0n ? rawValue(value, bits) : undefined;
  };
  return { id: `raw ${bits}`, max: bits > 32 ? 0 : 2 ** bits - 1, parse };
}

function oneOf(cursor: Cursor, keys: readonly string[], because: string): Field | null {
  if (!keys.includes(cursor.next())) return null;
  if (cursor.word === 'level') cursor.at += 2;
  return { ...unknown(), because };
}

function numgen(cursor: Cursor): Field | null {
  const how = cursor.next();
  if ((how !== 'random' && how !== 'inc') || !cursor.take('mod') || !/^\d+$/.test(cursor.next())) return null;
  if (cursor.take('offset')) cursor.next();
  return { ...unknown(), because: `numgen ${how}` };
}

/** The type of a set's key, by its name; or by an expression (typeof). */
export function typeNamed(name: string): Type {
  return Object.hasOwn(types, name) ? ((types as Readonly<Record<string, Type>>)[name] ?? types.opaque) : types.opaque;
}
