/*
 * What `ip rule show` and `ip route show` print, with -6 or without, and sysctl(8) of the settings beside them.
 */
import { ipv4, ipv6, type Span, spanOf, types } from './values.ts';

/** A line of a text, with its number there, counted from 1. */
export interface NumberedLine {
  readonly text: string;
  readonly line: number;
}

export type RouteKind = 'unicast' | 'local' | 'blackhole' | 'unreachable' | 'prohibit' | 'throw' | 'other';

/** One route of a table. */
export interface Route extends NumberedLine {
  readonly family: 4 | 6;
  readonly table: string;
  readonly kind: RouteKind;
  readonly to: Span;
  /** Length of the prefix. */
  readonly length: number;
  readonly metric: number;
  /** Interfaces that it leaves by: several where there are several next hops. */
  readonly devices: readonly string[];
  /** Only for packets from here (IPv6). */
  readonly from: Span | null;
  /** What else it hinges on. */
  readonly because: string | null;
}

/** One rule that chooses a table. What is absent is not asked for. */
export interface PolicyRule extends NumberedLine {
  readonly family: 4 | 6;
  readonly priority: number;
  readonly not: boolean;
  readonly from: Span | null;
  readonly to: Span | null;
  readonly mark: { readonly value: number; readonly mask: number } | null;
  readonly iif: string | null;
  readonly oif: string | null;
  readonly protocol: string | null;
  readonly fromPort: Span | null;
  readonly toPort: Span | null;
  /** What it asks besides, which nobody knows. */
  readonly because: string | null;
  readonly does:
    | { readonly is: 'lookup'; readonly table: string }
    | { readonly is: 'goto'; readonly priority: number }
    | { readonly is: 'blackhole' | 'unreachable' | 'prohibit' | 'nop' | 'unknown' };
  /** Routes with prefixes as short as this are passed over; -1: none. */
  readonly suppress: number;
}

/** What was told of the routes of one host. */
export interface Routes {
  readonly rules: readonly PolicyRule[];
  readonly routes: readonly Route[];
  /** Values by KEY or INTERFACE KEY: `all rp_filter`, `tcp_fwmark_accept`. */
  readonly settings: ReadonlyMap<string, NumberedLine & { readonly value: number }>;
  /** Families of which every table was listed. */
  readonly whole: ReadonlySet<4 | 6>;
}

const routeKinds: Readonly<Record<string, RouteKind>> = {
  unicast: 'unicast',
  local: 'local',
  broadcast: 'other',
  multicast: 'other',
  anycast: 'other',
  nat: 'other',
  blackhole: 'blackhole',
  unreachable: 'unreachable',
  prohibit: 'prohibit',
  throw: 'throw',
};
const tableNames: Readonly<Record<string, string>> = { '253': 'default', '254': 'main', '255': 'local' };
const setting =
  /^(?:\/proc\/sys\/)?net[./]ipv4[./](?:conf[./](\S{1,32})[./](rp_filter|src_valid_mark)|(tcp_fwmark_accept))\s*(?:=|:|\s)\s*(\d)\s*$/;
const neighbour = / (?:lladdr|FAILED|INCOMPLETE|NOARP|REACHABLE|STALE|DELAY|PROBE|PERMANENT)\b/;

/** Whether a line is one of these: a rule, a route, a next hop of one, a setting. `next`: the line behind it. */
export function isRouting(line: string, next = ''): boolean {
  if (line.length > 2000) return false;
  return (
    (/^\S+ *$/.test(line) && /^\s+nexthop (?:via|dev) /.test(next) && hasHops(line)) ||
    /^\d{1,10}:\s+(?:not )?from \S/.test(line) ||
    setting.test(line) ||
    /^\s+nexthop (?:via|dev) /.test(line) ||
    isRoute(line)
  );
}

/** A destination alone, whose next hops stand below it. */
const hasHops = (line: string): boolean => addressed(line.trim()) !== null;

function isRoute(line: string): boolean {
  const words = line.trimEnd().split(/\s+/);
  const kind = Object.hasOwn(routeKinds, words[0] ?? '');
  const to = words[kind ? 1 : 0] ?? '';
  if (to !== 'default' && addressed(to) === null) return false;
  const next = words[kind ? 2 : 1];
  if (next === undefined) return kind || to === 'default';
  if (neighbour.test(line) || / uid \d/.test(line)) return false;
  return /^(?:via|dev|nhid|proto|metric|table|scope|from|src|error|tos|dsfield)$/.test(next);
}

function addressed(text: string): { readonly span: Span; readonly length: number; readonly family: 4 | 6 } | null {
  const [address = '', bits] = text.split('/');
  const family = ipv4(address) !== undefined ? 4 : ipv6(address) !== undefined ? 6 : null;
  if (family === null) return null;
  const span = spanOf(family === 4 ? types.ipv4_addr : types.ipv6_addr, text);
  if (span === undefined) return null;
  return { span, length: bits === undefined ? (family === 4 ? 32 : 128) : Number(bits), family };
}

const everything: Readonly<Record<4 | 6, Span>> = {
  4: { lo: 0, hi: 0xffff_ffff },
  6: { lo: '0'.repeat(32), hi: 'f'.repeat(32) },
};

/** Reads lines that `isRouting` knows; others are passed over. Null: there are none. */
export function readRoutes(lines: readonly NumberedLine[]): Routes | null {
  const routes: Route[] = [];
  const blocks: RuleLine[][] = [];
  const settings = new Map<string, NumberedLine & { value: number }>();
  for (const { text, line } of lines) {
    const [, device, key, single, value] = setting.exec(text) ?? [];
    if (value !== undefined) {
      // sysctl(8) writes the dot of an interface's name as a slash.
      const name = device === undefined || text.startsWith('/') ? device : device.replaceAll('/', '.');
      settings.set(single ?? `${name} ${key}`, { text, line, value: Number(value) });
    } else if (/^\d{1,10}:\s/.test(text)) addRule(blocks, text, line);
    else if (/^\s+nexthop /.test(text)) addHop(routes, text);
    else {
      const route = isRoute(text) || hasHops(text) ? routeOf(text, line) : null;
      if (route !== null) routes.push(route);
    }
  }
  if (routes.length === 0 && blocks.length === 0 && settings.size === 0) return null;
  const whole = new Set(routes.filter(({ table }) => table === 'local').map(({ family }) => family));
  return { rules: blocks.flatMap(familyOfBlock(blocks)), routes, settings, whole };
}

function wordAfter(words: readonly string[], name: string): string | null {
  const at = words.indexOf(name);
  return at < 0 ? null : (words[at + 1] ?? null);
}

function routeOf(text: string, line: number): Route | null {
  const words = text.trim().split(/\s+/);
  const kind = Object.hasOwn(routeKinds, words[0] ?? '') ? (routeKinds[words.shift() ?? ''] ?? 'other') : 'unicast';
  const to = words.shift() ?? '';
  const via = wordAfter(words, 'via');
  const hint = [via === 'inet6' ? '0.0.0.0' : via, wordAfter(words, 'src'), wordAfter(words, 'from')]
    .map((word) => (word === null ? null : addressed(word)))
    .find((word) => word !== null)?.family;
  const target = to === 'default' ? null : addressed(to);
  const family = target?.family ?? hint ?? (words.includes('pref') ? 6 : 4);
  const from = wordAfter(words, 'from');
  const device = wordAfter(words, 'dev');
  const table = wordAfter(words, 'table') ?? (kind === 'local' || text.startsWith('broadcast') ? 'local' : 'main');
  const because = /(?:^| )(?:tos|dsfield) /.test(text)
    ? 'the type of service'
    : wordAfter(words, 'nhid') !== null && device === null
      ? 'the next hop object'
      : null;
  return {
    text: text.trim(),
    line,
    family,
    table: tableNames[table] ?? table,
    kind: words.includes('dead') ? 'throw' : kind,
    to: target?.span ?? everything[family],
    length: target?.length ?? 0,
    metric: Number(wordAfter(words, 'metric') ?? 0),
    devices: device === null ? [] : [device],
    from: from === null ? null : (addressed(from)?.span ?? null),
    because,
  };
}

/** A further next hop of the route before. */
function addHop(routes: Route[], text: string): void {
  const route = routes.pop();
  if (route === undefined) return;
  const device = wordAfter(text.trim().split(/\s+/), 'dev');
  routes.push(device === null ? route : { ...route, devices: [...route.devices, device] });
}

type RuleLine = Omit<PolicyRule, 'family'> & { readonly hint: 4 | 6 | null };

/** Rules stand by their priority: where it falls, the other family's begin. */
function addRule(blocks: RuleLine[][], text: string, line: number): void {
  const rule = ruleOf(text, line);
  if (rule === null) return;
  const last = blocks.at(-1);
  const before = last?.at(-1)?.priority ?? -1;
  if (last !== undefined && before <= rule.priority && !(before === 0 && rule.priority === 0)) last.push(rule);
  else blocks.push([rule]);
}

/** The family of each block: by an address in it, by the table that IPv4 alone has, else by what the other is. */
function familyOfBlock(
  blocks: readonly (readonly RuleLine[])[],
): (block: readonly RuleLine[], i: number) => PolicyRule[] {
  const told = blocks.map((block) => {
    const hint = block.find((rule) => rule.hint !== null)?.hint ?? null;
    const old = block.some(({ does }) => does.is === 'lookup' && does.table === 'default');
    return hint ?? (old ? 4 : null);
  });
  return (block, i) => {
    const own = told[i] ?? null;
    const others = told.filter((_, j) => j !== i);
    // Without any sign it may be either's.
    const families = own !== null ? [own] : ([4, 6] as const).filter((family) => !others.includes(family));
    const chosen = families.length === 2 && blocks.length > 1 ? [i === 0 ? (4 as const) : (6 as const)] : families;
    return chosen.flatMap((family) => block.map(({ hint: _, ...rule }) => ({ ...rule, family })));
  };
}

const portSpan = (word: string | null): Span | null =>
  word === null ? null : (spanOf(types.inet_service, word) ?? null);

function ruleOf(text: string, line: number): RuleLine | null {
  const [, priority = '', rest = ''] = /^(\d{1,10}):\s+(.*)$/.exec(text.trimEnd()) ?? [];
  if (rest === '') return null;
  const words = rest.split(/\s+/);
  const not = words[0] === 'not';
  const draft = { hint: null as 4 | 6 | null, because: null as string | null };
  const net = (name: string): Span | null => {
    const word = wordAfter(words, name);
    if (word === null || word === 'all') return null;
    const found = addressed(word);
    if (found === null) draft.because = `${name} ${word}`;
    else draft.hint = found.family;
    return found?.span ?? null;
  };
  const [from, to] = [net('from'), net('to')];
  const strange = words.find((word, i) => !known.has(word) && !known.has(words[i - 1] ?? '') && !alone.has(word));
  const asks = strange ?? words.find((word) => open.has(word));
  return {
    text: text.trim(),
    line,
    priority: Number(priority),
    not,
    from,
    to,
    mark: markOf(wordAfter(words, 'fwmark')),
    iif: wordAfter(words, 'iif'),
    oif: wordAfter(words, 'oif'),
    protocol: wordAfter(words, 'ipproto'),
    fromPort: portSpan(wordAfter(words, 'sport')),
    toPort: portSpan(wordAfter(words, 'dport')),
    suppress: Number(wordAfter(words, 'suppress_prefixlength') ?? -1),
    does: doesOf(words),
    hint: draft.hint,
    because: draft.because ?? asks ?? null,
  };
}

/** Words that have another behind them, and words that have none. */
const known: ReadonlySet<string> = new Set(
  'from to fwmark iif oif ipproto sport dport lookup table goto suppress_prefixlength proto protocol tos dsfield uidrange realms suppress_ifgroup'.split(
    ' ',
  ),
);
const alone: ReadonlySet<string> = new Set(
  'not nop blackhole unreachable prohibit [detached] [unresolved] l3mdev lookup'.split(' '),
);
/** What nobody knows of a packet. */
const open: ReadonlySet<string> = new Set([
  'tos',
  'dsfield',
  'uidrange',
  'suppress_ifgroup',
  '[l3mdev-table]',
  'l3mdev',
]);

function markOf(word: string | null): PolicyRule['mark'] {
  const [value, mask] = (word ?? '').split('/');
  const [a, b] = [Number(value), mask === undefined ? 0xffff_ffff : Number(mask)];
  return word === null || !Number.isInteger(a) || !Number.isInteger(b) ? null : { value: a >>> 0, mask: b >>> 0 };
}

function doesOf(words: readonly string[]): PolicyRule['does'] {
  const table = wordAfter(words, 'lookup') ?? wordAfter(words, 'table');
  if (table !== null) return { is: 'lookup', table: tableNames[table] ?? table };
  const goal = wordAfter(words, 'goto');
  if (goal !== null) return words.includes('[unresolved]') ? { is: 'nop' } : { is: 'goto', priority: Number(goal) };
  const word = words.at(-1);
  if (word === 'blackhole' || word === 'unreachable' || word === 'prohibit' || word === 'nop') return { is: word };
  return words.includes('blackhole')
    ? { is: 'blackhole' }
    : words.includes('unreachable')
      ? { is: 'unreachable' }
      : words.includes('prohibit')
        ? { is: 'prohibit' }
        : { is: 'unknown' };
}
