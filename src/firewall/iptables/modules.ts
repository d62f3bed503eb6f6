/*
 * The matches of iptables-extensions(8). What hinges on state, chance, time or a look at the machine is unknown; so is
 * every match that has no entry here.
 */
import type { Packet, Tell, Truth } from '../model.ts';
import { found, octetsOf } from '../payload.ts';
import { compare, packetWords, valueFor, type Words, wordsOf } from './address.ts';
import {
  always,
  type Condition,
  conditions,
  hinge,
  type MatchModule,
  negated,
  type OptionReader,
} from './condition.ts';
import { connmark, conntrack, mark, state } from './conntrack.ts';
import { ports } from './general.ts';
import type { Side } from './ipset.ts';
import type { Option } from './words.ts';

const from = (packet: Packet): readonly number[] => [packet.fromPort];
const to = (packet: Packet): readonly number[] => [packet.toPort];
const both = (packet: Packet): readonly number[] => [packet.fromPort, packet.toPort];

const flagNames = ['fin', 'syn', 'rst', 'psh', 'ack', 'urg'];

function flagList(text: string): readonly string[] | null {
  const word = text.toLowerCase();
  if (word === 'none') return [];
  if (word === 'all') return flagNames;
  const flags = word.split(',');
  return flags.every((flag) => flagNames.includes(flag)) ? flags : null;
}

const tcpFlags: OptionReader = ([look = '', set = '', ...more]) => {
  const asked = flagList(look);
  const wanted = flagList(set);
  if (asked === null || wanted === null || more.length > 0) return null;
  return {
    test: ({ protocol, flags, openFlags = [] }) => {
      const certain = asked.filter((flag) => !openFlags.includes(flag));
      // A flag that must be set and is not looked at can never be seen.
      const holds =
        protocol === 'tcp' &&
        wanted.every((flag) => asked.includes(flag)) &&
        certain.every((flag) => flags.includes(flag) === wanted.includes(flag));
      return holds && certain.length < asked.length ? 'unknown' : holds;
    },
    why: 'flags that a sender may set or not',
  };
};

const portOptions = (lists: boolean): Readonly<Record<string, OptionReader>> => ({
  ...Object.fromEntries(
    ['--sport', '--sports', '--source-port', '--source-ports'].map((name) => [name, ports(from, lists)]),
  ),
  ...Object.fromEntries(
    ['--dport', '--dports', '--destination-port', '--destination-ports'].map((name) => [name, ports(to, lists)]),
  ),
});

const tcp = conditions({
  ...portOptions(false),
  '--tcp-flags': tcpFlags,
  '--syn': (args, place, option) => (args.length > 0 ? null : tcpFlags(['FIN,SYN,RST,ACK', 'SYN'], place, option)),
  '--tcp-option': () => hinge('the options of the TCP header'),
});

const neighbourTypes: Readonly<Record<string, number>> = {
  'neighbour-solicitation': 135,
  'neighbor-solicitation': 135,
  'neighbour-advertisement': 136,
  'neighbor-advertisement': 136,
};

const icmp = (name: string): MatchModule =>
  conditions({
    [name]: ([text = '', ...more]): Condition | null => {
      if (more.length > 0) return null;
      if (text === 'any' || text === '255') return { test: ({ protocol }) => protocol === 'icmp' };
      const wanted = /^\d{1,3}$/.test(text) ? Number(text) : neighbourTypes[text];
      const test = ({ protocol, icmpType }: Packet): Truth =>
        protocol === 'icmp' && (icmpType === undefined || wanted === undefined ? 'unknown' : icmpType === wanted);
      return { test, why: 'the type of the ICMP message' };
    },
  });

const iprange =
  (field: 'from' | 'to'): OptionReader =>
  ([text = '', ...more], { family }) => {
    const [low = '', high = low, ...rest] = text.split('-');
    const first = wordsOf(low);
    const last = wordsOf(high);
    const size = family === 4 ? 1 : 4;
    if (first?.length !== size || last?.length !== size || more.length + rest.length > 0) return null;
    return {
      test: (packet) => inRange(packetWords(packet[field]), first, last),
      why: 'the address of the packet',
      asks: compare(first, last) > 0 ? [] : [{ field, each: (tell) => tell(valueFor(first), valueFor(last), '') }],
    };
  };

function inRange(words: Words | null, first: Words, last: Words): Truth {
  if (words === null) return 'unknown';
  return words.length === first.length && compare(first, words) <= 0 && compare(words, last) <= 0;
}

/** `--match-set NAME src,dst`, and what narrows it. */
const set: MatchModule = (options, place) => {
  const asked = options.filter(({ name }) => name === '--match-set' || name === '--set');
  const [{ args: [name = '', list = '', ...more] = [], negated: negate = false } = {}, ...others] = asked;
  const sides = list.split(',');
  if (others.length + more.length > 0 || !sides.every((side): side is Side => side === 'src' || side === 'dst'))
    return null;
  // These change the set, and not the answer.
  const harmless = new Set(['--update-counters', '--update-subcounters', '--match-set', '--set']);
  const narrowed = options.some((option) => !harmless.has(option.name));
  const inside: Condition = {
    test: (packet) => {
      const found = place.sets.has(name, sides, packet);
      return narrowed && found !== false ? 'unknown' : found;
    },
    asks: (sides as readonly Side[]).map((side, at) => ({
      field: side === 'src' ? ('from' as const) : ('to' as const),
      each: (tell: Tell) => place.sets.spans(name, at, tell),
      of: () => ({ set: place.sets.named(name), part: at }),
    })),
    why: narrowed ? `the counters or exceptions of the set ${name}` : `what the set ${name} has in it`,
  };
  return [narrowed ? inside : negated(inside, negate)];
};

const kinds = new Set([
  ...['UNSPEC', 'UNICAST', 'LOCAL', 'BROADCAST', 'ANYCAST', 'MULTICAST', 'BLACKHOLE', 'UNREACHABLE', 'PROHIBIT'],
  ...['THROW', 'NAT', 'XRESOLVE'],
]);

/** What routes say of an address, as far as it follows from the address and the hook. */
function kindOf(words: Words | null, side: Side, packet: Packet, delivered: boolean, text: string): string | null {
  const [first = 0] = words ?? [];
  if (words === null) return null;
  if (words.length === 4 ? first >>> 24 === 0xff : first >>> 28 === 0xe) return 'MULTICAST';
  if (words.length === 1 && first === 0xffffffff) return 'BROADCAST';
  if (words.length === 1 ? first >>> 24 === 127 : text === '::1') return 'LOCAL';
  // TCP has no broadcast: what is delivered here was sent to an address of this host.
  const here = side === 'src' ? packet.fromHere : packet.toHere;
  if (here === true || (delivered && packet.protocol === 'tcp')) return 'LOCAL';
  return here === undefined ? null : 'UNICAST?';
}

/** What kindOf() knows by the address alone. */
const kindSpans: Readonly<Record<4 | 6, readonly (readonly [number | string, number | string, string])[]>> = {
  4: [
    [0x7f00_0000, 0x7fff_ffff, 'local'],
    [0xe000_0000, 0xefff_ffff, 'multicast'],
    [0xffff_ffff, 0xffff_ffff, 'broadcast'],
  ],
  6: [
    [`${'0'.repeat(31)}1`, `${'0'.repeat(31)}1`, 'local'],
    [`ff${'0'.repeat(30)}`, 'f'.repeat(32), 'multicast'],
  ],
};

const byRoute6 = new Set(['LOCAL', 'ANYCAST', 'PROHIBIT', 'UNREACHABLE']);

/**
 * For IPv6 what the address itself tells must hold of each kind that is named, and of those that a route tells any one
 * (xt_addrtype.c, match_type6): no address is both LOCAL and MULTICAST. `kind`: of kindOf().
 */
function isOfKinds6(wanted: readonly string[], kind: string | null, words: Words): Truth {
  const multicast = (words[0] ?? 0) >>> 24 === 0xff;
  const unspecified = words.every((word) => word === 0);
  if (wanted.includes('MULTICAST') && !multicast) return false;
  if (wanted.includes('UNICAST') && (multicast || unspecified)) return false;
  if (wanted.includes('UNSPEC') && !unspecified) return false;
  const routed = wanted.filter((word) => byRoute6.has(word));
  if (routed.length === 0) return true;
  if (kind === 'LOCAL') return routed.includes('LOCAL');
  return kind === 'UNICAST?' && routed.every((word) => word === 'LOCAL') ? false : 'unknown';
}

const addressKind =
  (side: Side): OptionReader =>
  ([list = '', ...more], { hooks, family }) => {
    const wanted = list.toUpperCase().split(',');
    if (more.length > 0 || !wanted.every((kind) => kinds.has(kind))) return null;
    return {
      test: (packet) => {
        const text = side === 'src' ? packet.from : packet.to;
        const delivered = side === 'dst' && hooks.size === 1 && hooks.has('input');
        const words = packetWords(text);
        const kind = kindOf(words, side, packet, delivered, text);
        if (family === 6) return words === null ? 'unknown' : isOfKinds6(wanted, kind, words);
        if (kind === null) return 'unknown';
        if (kind !== 'UNICAST?') return wanted.includes(kind);
        return wanted.every((word) => word === 'LOCAL' || word === 'MULTICAST') ? false : 'unknown';
      },
      why: 'whether the address is one of this host',
      asks: [
        {
          field: side === 'src' ? 'from' : 'to',
          each: (tell) => {
            for (const [lo, hi, mark] of kindSpans[family]) tell(lo, hi, mark);
          },
        },
      ],
    };
  };

const addrtype: MatchModule = (options, place) => {
  const plain = conditions({ '--src-type': addressKind('src'), '--dst-type': addressKind('dst') });
  const limits = options.filter(({ name }) => name.startsWith('--limit-iface-'));
  const all = plain(
    options.filter((option) => !limits.includes(option)),
    place,
  );
  // An address of this host, and of this interface as well.
  return all === null || limits.length === 0 ? all : [...all, hinge('the addresses of one interface')];
};

const pkttype = conditions({
  '--pkt-type': ([text = '', ...more]) => {
    if (more.length > 0 || !['unicast', 'broadcast', 'multicast'].includes(text)) return null;
    // A connection has two ends: no segment of it is sent to many.
    return {
      test: ({ protocol }) => (protocol === 'tcp' ? text === 'unicast' : 'unknown'),
      why: 'to how many hosts it was sent',
    };
  },
});

/** `|53 53|H-`: octets between bars, text outside of them; null: they are none (xt_string of iptables, parse_hex_string). */
function hexString(text: string): readonly number[] | null {
  const octets: number[] = [];
  const parts = text.split('|');
  if (parts.length % 2 === 0 || text.includes('\\')) return null;
  for (const [i, part] of parts.entries()) {
    if (i % 2 === 0) octets.push(...octetsOf(part));
    else if (!/^(?:\s*[\da-f]{2})+\s*$/i.test(part)) return null;
    else octets.push(...(part.match(/[\da-f]{2}/gi) ?? []).map((pair) => Number.parseInt(pair, 16)));
  }
  return octets;
}

/** Boyer-Moore and Knuth-Morris-Pratt find the same in what lies in one piece, as the first that an end says does. */
const string: MatchModule = (options) => {
  const search = { pattern: [] as readonly number[], fold: false, from: 0, to: 65_535 };
  let [negate, algorithm] = [false, ''];
  for (const { name, args, negated: not } of options) {
    const [word = '', ...more] = args;
    if (more.length > 0 || (name === '--icase') !== (args.length === 0)) return null;
    if (name === '--string' || name === '--hex-string') {
      const pattern = name === '--string' ? octetsOf(word) : hexString(word);
      if (pattern === null || search.pattern.length > 0) return null;
      search.pattern = pattern;
      negate = not;
    } else if (not) return null;
    else if (name === '--algo') algorithm = word;
    else if (name === '--icase') search.fold = true;
    else if ((name === '--from' || name === '--to') && /^\d{1,5}$/.test(word))
      search[name === '--from' ? 'from' : 'to'] = Number(word);
    else return null;
  }
  const { pattern, fold } = search;
  // Which letters beyond ASCII are alike, the kernel's own table says.
  if (pattern.length === 0 || !/^(?:bm|kmp)$/.test(algorithm) || (fold && pattern.some((one) => one > 0x7f)))
    return null;
  return [negated({ test: (packet) => found(search, packet), why: 'what is in the packet' }, negate)];
};

const length = conditions({
  '--length': ([text = '', ...more]) => {
    const [low = '', high] = text.split(':');
    if (more.length > 0 || !/^\d*(?::\d*)?$/.test(text) || text === '') return null;
    const first = low === '' ? 0 : Number(low);
    const last = high === undefined ? first : high === '' ? 65535 : Number(high);
    return { test: (packet) => first <= packet.length && packet.length <= last };
  },
});

/** `--set` alone always holds, and notes the address; the others ask what was noted. */
const recent: MatchModule = (options, { unseen }) => {
  const list = options.find(({ name }) => name === '--name')?.args[0] ?? 'DEFAULT';
  const sets = options.find(({ name }) => name === '--set');
  const asks = options.some(({ name }) => ['--rcheck', '--update', '--remove'].includes(name));
  if (sets !== undefined && !asks) return [negated(always, sets.negated)];
  const open = hinge(`which addresses were seen of late, and how often (list ${list})`);
  const asked = options.find(({ name }) => ['--rcheck', '--update', '--remove'].includes(name));
  if (unseen === undefined || sets !== undefined || options.some(({ name }) => name === '--rdest')) return [open];
  // This packet may be noted by two rules before it is asked for.
  const hits = Number(options.find(({ name }) => name === '--hitcount')?.args[0]);
  const few = (unseen.times?.get(list) ?? Number.POSITIVE_INFINITY) + 2 < hits;
  if (!unseen.lists.has(list) && !few) return [open];
  const own = asked?.negated === true;
  return [{ ...open, test: (packet) => (packet.from === unseen.source ? own : 'unknown') }];
};

const owner = conditions({
  ...Object.fromEntries(
    [
      '--uid-owner',
      '--gid-owner',
      '--pid-owner',
      '--sid-owner',
      '--cmd-owner',
      '--socket-exists',
      '--suppl-groups',
    ].map((name) => [name, (): Condition => hinge('which program the packet belongs to')]),
  ),
});

const open =
  (why: string): MatchModule =>
  (): readonly Condition[] => [hinge(why)];

/** A header of IPv6 between address and port: the packet that is followed has none, and then even `!` does not hold. */
const header: MatchModule = () => [{ test: () => false }];

/** By the name behind `-m`. */
const modules: ReadonlyMap<string, MatchModule> = new Map<string, MatchModule>([
  ['comment', () => []],
  ['nfacct', () => []],
  ['tcp', tcp],
  ['udp', conditions(portOptions(false))],
  ['udplite', conditions(portOptions(false))],
  ['icmp', icmp('--icmp-type')],
  ['icmp6', icmp('--icmpv6-type')],
  ['icmpv6', icmp('--icmpv6-type')],
  ['ipv6-icmp', icmp('--icmpv6-type')],
  ['multiport', conditions({ ...portOptions(true), '--ports': ports(both, true), '--port': ports(both, true) })],
  ['conntrack', conntrack],
  ['state', state],
  ['mark', mark],
  ['connmark', connmark],
  ['iprange', conditions({ '--src-range': iprange('from'), '--dst-range': iprange('to') })],
  ['set', set],
  ['addrtype', addrtype],
  ['pkttype', pkttype],
  ['length', length],
  ['recent', recent],
  ['owner', owner],
  ...['rt', 'frag', 'hbh', 'dst', 'mh'].map((name): [string, MatchModule] => [name, header]),
  ['mac', open('the MAC address of the sender')],
  ['ttl', open('how many routers it has passed')],
  ['hl', open('how many routers it has passed')],
  ['dscp', open('the class of service in its header')],
  ['tos', open('the class of service in its header')],
  ['limit', open('how many packets came before it')],
  ['hashlimit', open('how many packets came before it, by address or port')],
  ['connlimit', open('how many connections there are')],
  ['connbytes', open('how much the connection has carried')],
  ['statistic', open('chance, or how many packets came before it')],
  ['random', open('chance')],
  ['nth', open('how many packets came before it')],
  ['quota', open('how much has passed before it')],
  ['time', open('the time of day')],
  ['string', string],
  ['u32', open('single bits of the packet')],
  ['bpf', open('a program in the rule')],
  ['tcpmss', open('the segment size that it offers')],
  ['physdev', open('which port of a bridge it came by')],
  ['policy', open('whether it came by IPsec')],
  ['socket', open('whether a program waits for it')],
  ['rpfilter', open('whether the way back is the same')],
  ['helper', open('which helper watches the connection')],
  ['geoip', open('a table of countries')],
]);

/** The conditions of one `-m NAME`; what is not understood is one that nobody can answer. */
export function conditionsOf(
  name: string,
  options: readonly Option[],
  place: Parameters<MatchModule>[1],
): readonly Condition[] {
  const module = modules.get(name);
  const understood = module === undefined ? null : module(options, place);
  return (
    understood ?? [
      {
        ...hinge(
          module === undefined ? `the match ${name} is not known here` : `options of ${name} that are not known here`,
        ),
        unread: true,
      },
    ]
  );
}
