/**
 * Values that nft(8) compares, by data type. Numbers up to 32 bits are numbers, IPv6 addresses 32 hexadecimal digits,
 * names text: within a type `<` orders them as the kernel does.
 */
export type Value = number | string;

/** From `lo` to `hi`, both included. */
export interface Span {
  readonly lo: Value;
  readonly hi: Value;
}

export interface Type {
  readonly id: string;
  /** Greatest value; absent: not a number. */
  readonly max?: number;
  /** A word that stands for one flag of several: to name it asks for any of them. */
  readonly flags?: boolean;
  /** Undefined: the word is not understood. */
  parse(word: string): Value | undefined;
}

const named = (id: string, max: number, names: Readonly<Record<string, number>> = {}, flags = false): Type => ({
  id,
  max,
  ...(flags ? { flags } : {}),
  parse: (word) => numberOf(word, max) ?? (Object.hasOwn(names, word) ? names[word] : undefined),
});

function numberOf(word: string, max: number): number | undefined {
  if (!/^(?:\d{1,10}|0x[0-9a-f]{1,8})$/i.test(word)) return undefined;
  const value = Number(word);
  return value <= max ? value : undefined;
}

/** 32 bits; undefined for what is no address. */
export function ipv4(text: string): number | undefined {
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 46) {
      if (octet < 0 || ++dots > 3) return undefined;
      value = (value << 8) | octet;
      octet = -1;
    } else if (code >= 48 && code <= 57) {
      // A leading zero is octal to some programs and decimal to others.
      if (octet === 0) return undefined;
      octet = (octet < 0 ? 0 : octet) * 10 + code - 48;
      if (octet > 255) return undefined;
    } else return undefined;
  }
  return dots === 3 && octet >= 0 ? ((value << 8) | octet) >>> 0 : undefined;
}

/** 32 hexadecimal digits in lower case; undefined for what is no address. */
export function ipv6(text: string): string | undefined {
  if (text.length > 45 || !text.includes(':')) return undefined;
  const [head = '', tail, ...more] = text.toLowerCase().split('::');
  if (more.length > 0) return undefined;
  const left = groups(head);
  const right = tail === undefined ? '' : groups(tail);
  if (left === undefined || right === undefined) return undefined;
  const missing = 32 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 4) return undefined;
  return left + '0'.repeat(missing) + right;
}

function groups(text: string): string | undefined {
  if (text === '') return '';
  let out = '';
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (i === parts.length - 1 && part.includes('.')) {
      const quad = ipv4(part);
      if (quad === undefined) return undefined;
      out += quad.toString(16).padStart(8, '0');
    } else if (/^[0-9a-f]{1,4}$/.test(part)) out += part.padStart(4, '0');
    else return undefined;
  }
  return out.length <= 32 ? out : undefined;
}

const services = {
  'ftp-data': 20,
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  bootps: 67,
  bootpc: 68,
  tftp: 69,
  http: 80,
  kerberos: 88,
  pop3: 110,
  sunrpc: 111,
  ntp: 123,
  'netbios-ns': 137,
  'netbios-dgm': 138,
  'netbios-ssn': 139,
  imap2: 143,
  snmp: 161,
  ldap: 389,
  https: 443,
  'microsoft-ds': 445,
  submission: 587,
  ldaps: 636,
  imaps: 993,
  pop3s: 995,
  mysql: 3306,
  'ms-wbt-server': 3389,
  postgresql: 5432,
  mdns: 5353,
  'http-alt': 8080,
};
const protocols = {
  ip: 0,
  icmp: 1,
  igmp: 2,
  ipencap: 4,
  tcp: 6,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  gre: 47,
  esp: 50,
  ah: 51,
  'ipv6-icmp': 58,
  icmpv6: 58,
  ospf: 89,
  vrrp: 112,
  sctp: 132,
  udplite: 136,
};
const icmpv6 = {
  'destination-unreachable': 1,
  'packet-too-big': 2,
  'time-exceeded': 3,
  'parameter-problem': 4,
  'echo-request': 128,
  'echo-reply': 129,
  'mld-listener-query': 130,
  'mld-listener-report': 131,
  'mld-listener-done': 132,
  'mld-listener-reduction': 132,
  'nd-router-solicit': 133,
  'nd-router-advert': 134,
  'nd-neighbor-solicit': 135,
  'nd-neighbor-advert': 136,
  'nd-redirect': 137,
  'router-renumbering': 138,
  'ind-neighbor-solicit': 141,
  'ind-neighbor-advert': 142,
  'mld2-listener-report': 143,
};
const dscp = {
  cs0: 0,
  cs1: 8,
  cs2: 16,
  cs3: 24,
  cs4: 32,
  cs5: 40,
  cs6: 48,
  cs7: 56,
  df: 0,
  be: 0,
  lephb: 1,
  af11: 10,
  af12: 12,
  af13: 14,
  af21: 18,
  af22: 20,
  af23: 22,
  af31: 26,
  af32: 28,
  af33: 30,
  af41: 34,
  af42: 36,
  af43: 38,
  va: 44,
  ef: 46,
};

/** nf_conntrack: NF_CT_STATE_BIT. */
export const states: Readonly<Record<string, number>> = {
  invalid: 1,
  established: 2,
  related: 4,
  new: 8,
  untracked: 64,
};
/** RFC 9293 §3.1, RFC 3168. */
export const tcpFlags: Readonly<Record<string, number>> = {
  fin: 1,
  syn: 2,
  rst: 4,
  psh: 8,
  ack: 16,
  urg: 32,
  ecn: 64,
  cwr: 128,
};

const word32 = 0xffff_ffff;

type TypeName =
  | 'ipv4_addr'
  | 'ipv6_addr'
  | 'inet_service'
  | 'inet_proto'
  | 'nf_proto'
  | 'ether_type'
  | 'mark'
  | 'integer'
  | 'boolean'
  | 'dscp'
  | 'ecn'
  | 'pkt_type'
  | 'ct_state'
  | 'ct_dir'
  | 'ct_status'
  | 'tcp_flag'
  | 'fib_addrtype'
  | 'icmpv6_type'
  | 'ifname'
  | 'iface_index'
  | 'opaque';

/** By their names in nft(8). */
export const types: Readonly<Record<TypeName, Type>> = {
  ipv4_addr: { id: 'ipv4_addr', max: word32, parse: ipv4 },
  ipv6_addr: { id: 'ipv6_addr', parse: ipv6 },
  inet_service: named('inet_service', 65535, services),
  inet_proto: named('inet_proto', 255, protocols),
  nf_proto: named('nf_proto', 255, { ipv4: 2, ipv6: 10, arp: 3, bridge: 7 }),
  ether_type: named('ether_type', 65535, {
    ip: 0x800,
    ip6: 0x86dd,
    arp: 0x806,
    vlan: 0x8100,
    '8021q': 0x8100,
    '8021ad': 0x88a8,
  }),
  mark: named('mark', word32),
  integer: named('integer', word32),
  boolean: named('boolean', 1, { missing: 0, exists: 1 }),
  dscp: named('dscp', 63, dscp),
  icmpv6_type: named('icmpv6_type', 255, icmpv6),
  ecn: named('ecn', 3, { 'not-ect': 0, ect1: 1, ect0: 2, ce: 3 }),
  pkt_type: named('pkt_type', 255, { host: 0, unicast: 0, broadcast: 1, multicast: 2, other: 3 }),
  ct_state: named('ct_state', word32, states, true),
  ct_dir: named('ct_dir', 1, { original: 0, reply: 1 }),
  ct_status: named(
    'ct_status',
    word32,
    { expected: 1, 'seen-reply': 2, assured: 4, confirmed: 8, snat: 16, dnat: 32, dying: 512 },
    true,
  ),
  tcp_flag: named('tcp_flag', 255, tcpFlags, true),
  fib_addrtype: named('fib_addrtype', 255, {
    unspec: 0,
    unicast: 1,
    local: 2,
    broadcast: 3,
    anycast: 4,
    multicast: 5,
    blackhole: 6,
    unreachable: 7,
    prohibit: 8,
  }),
  /** A trailing star stands for any ending, unless it is escaped. */
  ifname: {
    id: 'ifname',
    parse: (word: string): Value | undefined => word.replace(/^"(.*)"$/s, '$1').replace('\\*', '*'),
  },
  /** Interfaces are listed by name, or by number where the name is gone. */
  iface_index: {
    id: 'iface_index',
    parse: (word: string): Value | undefined => (/^\d+$/.test(word) ? undefined : word.replace(/^"(.*)"$/s, '$1')),
  },
  /** What is only ever unknown. */
  opaque: { id: 'opaque', parse: (): Value | undefined => undefined },
};

/** One value, a prefix, a range, or a name with a star. */
export function spanOf(type: Type, word: string): Span | undefined {
  if (type.id === 'ifname') {
    const name = type.parse(word);
    if (typeof name !== 'string') return undefined;
    if (!/\*"?$/.test(word) || /\\\*"?$/.test(word)) return { lo: name, hi: name };
    return { lo: name.slice(0, -1), hi: `${name.slice(0, -1)}\u{ffff}` };
  }
  const one = type.parse(word);
  if (one !== undefined) return { lo: one, hi: one };
  const slash = word.indexOf('/');
  if (slash > 0) return prefixOf(type, word.slice(0, slash), word.slice(slash + 1));
  // Names of services have dashes of their own.
  for (let dash = word.indexOf('-'); dash > 0; dash = word.indexOf('-', dash + 1)) {
    const lo = type.parse(word.slice(0, dash));
    const hi = type.parse(word.slice(dash + 1));
    if (lo !== undefined && hi !== undefined) return lo <= hi ? { lo, hi } : undefined;
    if (dash > 60) return undefined;
  }
  return undefined;
}

function prefixOf(type: Type, address: string, length: string): Span | undefined {
  const value = type.parse(address);
  if (value === undefined || !/^\d{1,3}$/.test(length)) return undefined;
  const bits = Number(length);
  if (typeof value === 'number') {
    if (bits > 32 || type.max !== word32) return undefined;
    const size = 2 ** (32 - bits);
    const lo = Math.floor(value / size) * size;
    return { lo, hi: lo + size - 1 };
  }
  if (type.id !== 'ipv6_addr' || bits > 128) return undefined;
  const low = (1n << BigInt(128 - bits)) - 1n;
  const lo = (BigInt(`0x${value}`) >> BigInt(128 - bits)) << BigInt(128 - bits);
  return { lo: hex(lo), hi: hex(lo | low) };
}

export function hex(value: bigint): string {
  return value.toString(16).padStart(32, '0');
}
