/*
 * Who gets through: every source address there is, asked by pieces between which no rule can tell a difference.
 */
import type { FlowAction, FlowGroup, FlowPacket, WhoReport } from '../model/flow.ts';
import { addressText } from '../wire/address.ts';
import { askable } from './askable.ts';
import { decide, hiddenIn, judged, routerOf, wayOf } from './flow.ts';
import type { Decision, Ruleset } from './model.ts';
import { type RulesFile, Sources } from './sources.ts';
import { addressOf, big, networksOf, valueFor } from './span.ts';
import { Marks } from './sweep.ts';
import type { Value } from './values.ts';

/** What is asked about: sources of one family, or of both. */
export interface WhoAsked {
  /** An address or a network (`192.0.2.0/24`); null: all there are. */
  readonly from: string | null;
  /** An address of the host; null: nobody told which. Then both families are asked about. */
  readonly to: string | null;
  readonly port: number;
  readonly device?: string;
  /** Networks that are listed, of each group. */
  readonly room?: number;
}

/** More spans than this are not kept, more kinds of sources than this not asked, more rules than this not walked. */
const limits = { spans: 4_000_000, kinds: 300_000, rules: 300_000_000 };
const usualRoom = 100_000;

/** Says which sources the rules let in, and by which rule the others are stopped. */
export function whoCan(files: readonly RulesFile[], asked: WhoAsked): WhoReport {
  const sources = new Sources(files);
  const { from, to, port } = asked;
  const told = from ?? to;
  const families = told === null ? ([4, 6] as const) : [told.includes(':') ? (6 as const) : (4 as const)];
  const found = families.map((family) => {
    const rulesets = sources.read(family);
    const any = { from: null, to: to ?? (family === 6 ? '::' : '0.0.0.0'), port };
    const hidden = hiddenIn(rulesets, asked.device === undefined ? any : { ...any, device: asked.device });
    return { family, rulesets, parts: partsOf(rulesets, family, asked, sources, hidden) };
  });
  const room = asked.room ?? usualRoom;
  const groups = found.flatMap(({ parts, rulesets }) =>
    parts.groups.map((group) => groupOf(group, rulesets, sources, room)),
  );
  const reach = found.flatMap(({ parts }) => listed(parts.reach, room).networks);
  const cut = found.some(({ parts }) => parts.cut);
  const unread = (found[0]?.rulesets ?? []).flatMap((rules) =>
    rules.unread.map(({ line, text }) => ({ ...sources.placeOf(line), text })),
  );
  return {
    format: 1,
    flow: { from, to, port },
    summary: summaryOf(groups, asked, cut),
    reach,
    groups: groups.sort((a, b) => rank[a.action] - rank[b.action]),
    cut: cut || groups.some((group) => group.cut),
    unread,
  };
}

const rank: Readonly<Record<FlowAction, number>> = { accept: 0, 'may-drop': 1, unknown: 2, reject: 3, drop: 4 };

interface Range {
  readonly lo: Value;
  hi: Value;
}

interface Group {
  readonly decision: Decision;
  readonly way: FlowPacket;
  readonly ranges: Range[];
}

/** Sources by what becomes of them; `reach`: those that certainly get through, whichever rule lets them. */
export interface Parts {
  readonly groups: readonly Group[];
  readonly reach: readonly Range[];
  readonly cut: boolean;
}

/** The partition of all addresses, or of those asked about. `hidden`: in the place of what is let in from other hosts. */
export function partsOf(
  given: readonly Ruleset[],
  family: 4 | 6,
  { from, to, port, device }: WhoAsked,
  sources: Sources,
  hidden: Decision | null = null,
): Parts {
  const marks = new Marks(family, limits.spans);
  const rulesets = askable(given, family, marks);
  const own = to === null ? undefined : valueFor(to, family);
  for (const { lo, hi } of routed(sources, family)) marks.add({ field: 'from', each: (tell) => tell(lo, hi, 'route') });
  // What the host sends to itself takes another way.
  if (own !== undefined) marks.single(own);
  const within = from === null ? null : networkOf(from, family);
  const lacking = sources.lacking(given, family);
  const host = to === null ? { to: family === 4 ? '0.0.0.0' : '::', toAny: true } : { to };
  const router = routerOf(sources, host);
  const judge = (value: Value): Judged => {
    const flow = { from: value === own && to !== null ? to : textOf(value), ...host, port };
    const asked = device === undefined ? flow : { ...flow, device };
    const found = judged(decide(rulesets, asked, sources, router).ways, lacking);
    const passes = found.decision.action === 'accept' && flow.from !== to;
    return passes && hidden !== null ? { decision: hidden, way: 'in' } : found;
  };
  return new Partition(marks, judge, kindsFor(rulesets), within).parts();
}

/** Where a route, or a rule of routing, may begin or end to hold. */
function routed(sources: Sources, family: 4 | 6): readonly Range[] {
  const word = family === 4 ? /\d+\.\d+\.\d+\.\d+(?:\/\d+)?/g : /[\da-f]*:[\da-f:.]+(?:\/\d+)?/gi;
  return sources.routing().flatMap((line) =>
    (line.match(word) ?? []).flatMap((text) => {
      const range = networkOf(text, family);
      return range === null ? [] : [range];
    }),
  );
}

type Judged = Pick<Group, 'decision' | 'way'>;

class Partition {
  readonly #groups = new Map<string, Group>();
  readonly #kinds = new Map<string, Group>();
  readonly #names = new Map<object | null, number>();
  readonly #reach: Range[] = [];
  readonly #marks: Marks;
  readonly #judge: (value: Value) => Judged;
  readonly #most: number;
  readonly #within: Range | null;
  #asked = 0;

  constructor(marks: Marks, judge: (value: Value) => Judged, most: number, within: Range | null) {
    this.#marks = marks;
    this.#judge = judge;
    this.#most = most;
    this.#within = within;
  }

  parts(): Parts {
    this.#marks.pieces(({ lo, hi, key }) => {
      const within = this.#within;
      if (within === null) this.#piece(lo, hi, key);
      else if (lo <= within.hi && hi >= within.lo)
        this.#piece(lo > within.lo ? lo : within.lo, hi < within.hi ? hi : within.hi, key);
      return within === null || hi < within.hi;
    });
    const cut = this.#marks.full || this.#asked > this.#most;
    return { groups: [...this.#groups.values()], reach: this.#reach, cut };
  }

  #piece(lo: Value, hi: Value, key: string | null): void {
    let group = key === null ? undefined : this.#kinds.get(key);
    if (group === undefined) {
      group = this.#group(lo);
      if (key !== null) this.#kinds.set(key, group);
    }
    extend(group.ranges, lo, hi);
    if (group.decision.action === 'accept') extend(this.#reach, lo, hi);
  }

  #group(value: Value): Group {
    const enough = this.#marks.full || ++this.#asked > this.#most;
    const { decision, way } = enough ? { decision: notAsked, way: 'in' as const } : this.#judge(value);
    const { action, how = '', rule, policy, condition } = decision;
    const key = [
      action,
      how,
      way,
      this.#name(rule),
      this.#name(decision.route ?? null),
      this.#name(policy === null ? null : `${policy.line}`),
      condition,
    ].join('\0');
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { decision, way, ranges: [] };
      this.#groups.set(key, group);
    }
    return group;
  }

  #name(of: object | string | null): string {
    if (typeof of === 'string') return of;
    let name = this.#names.get(of);
    if (name === undefined) {
      name = this.#names.size;
      this.#names.set(of, name);
    }
    return `${name}`;
  }
}

function extend(ranges: Range[], lo: Value, hi: Value): void {
  const last = ranges.at(-1);
  if (last !== undefined && big(last.hi) + 1n === big(lo)) last.hi = hi;
  else ranges.push({ lo, hi });
}

const notAsked: Decision = {
  action: 'unknown',
  rule: null,
  policy: null,
  condition: 'more kinds of sources than are asked about: --from with a network asks about fewer',
  translated: null,
  packet: {
    family: 4,
    protocol: 'tcp',
    from: '',
    fromPort: 0,
    to: '',
    toPort: 0,
    flags: [],
    state: 'new',
    mark: 0,
    length: 0,
  },
  path: [],
};

/** How many kinds of sources can be asked about, so that it ends: each walks what no index leaves out. */
function kindsFor(rulesets: readonly Ruleset[]): number {
  let rules = 50;
  for (const { tables } of rulesets)
    for (const { chains } of tables)
      for (const { index, rules: all } of chains) rules += index === undefined ? all.length : index.always;
  return Math.min(limits.kinds, Math.ceil(limits.rules / rules));
}

/** `192.0.2.1`, `192.0.2.0/24`; null when it is no network of that family. */
export function networkOf(text: string, family: 4 | 6): Range | null {
  const [address = '', bits, ...more] = text.split('/');
  const value = valueFor(address, family);
  const width = family === 4 ? 32 : 128;
  const length = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
  if (value === undefined || length < 0 || length > width || more.length > 0) return null;
  const size = BigInt(width - length);
  const lo = (big(value) >> size) << size;
  const hi = lo | ((1n << size) - 1n);
  const back = (one: bigint): Value => (family === 4 ? Number(one) : one.toString(16).padStart(32, '0'));
  return { lo: back(lo), hi: back(hi) };
}

/** As people write it (RFC 5952). */
function textOf(value: Value): string {
  if (typeof value === 'number') return addressOf(value);
  return addressText(Uint8Array.from(value.match(/../g) ?? [], (octet) => Number.parseInt(octet, 16))) ?? '';
}

function listed(
  ranges: readonly Range[],
  room: number,
): { readonly networks: readonly string[]; readonly cut: boolean } {
  const networks: string[] = [];
  for (const { lo, hi } of ranges) {
    if (networks.length >= room) return { networks, cut: true };
    const width = typeof lo === 'number' ? 32 : 128;
    for (const { first, bits } of networksOf(lo, hi, room + 1 - networks.length))
      networks.push(bits === width ? textOf(first) : `${textOf(first)}/${bits}`);
  }
  return { networks: networks.slice(0, room), cut: networks.length > room };
}

function groupOf(
  { decision, way, ranges }: Group,
  rulesets: readonly Ruleset[],
  sources: Sources,
  room: number,
): FlowGroup {
  const { action, how, rule, condition, owner } = wayOf({ ...decision, path: [] }, rulesets, sources, {});
  const addresses = ranges.reduce((sum, { lo, hi }) => sum + big(hi) - big(lo) + 1n, 0n);
  return { action, way, how, rule, condition, owner, ...listed(ranges, room), addresses: `${addresses}` };
}

function summaryOf(groups: readonly FlowGroup[], { from, to, port }: WhoAsked, cut: boolean): string {
  const count = (...actions: readonly FlowAction[]): bigint =>
    groups.reduce((sum, { action, addresses }) => (actions.includes(action) ? sum + BigInt(addresses) : sum), 0n);
  const [all, reach, open] = [
    count('accept', 'drop', 'reject', 'may-drop', 'unknown'),
    count('accept'),
    count('may-drop', 'unknown'),
  ];
  const what = `${to ?? 'this host'} port ${port}`;
  const whom = from === null ? 'address' : `address of ${from}`;
  if (cut) return `Not all sources could be asked about ${what}: what was not is among those that are not known.`;
  if (reach === all) return `Every ${whom} reaches ${what}.`;
  const rest =
    open === 0n ? '' : open === all ? '' : `; of ${amount(open)} more it hinges on what the rules do not tell`;
  if (reach === 0n)
    return open === 0n
      ? `No ${whom} reaches ${what}.`
      : `No ${whom} certainly reaches ${what}; of ${amount(open)} it hinges on what the rules do not tell.`;
  return `${amount(reach)} of ${amount(all)} addresses reach ${what}${rest}.`;
}

/** `12`, `about 4.3 billion`. */
function amount(count: bigint): string {
  if (count < 1_000_000n) return `${count}`;
  const digits = `${count}`;
  const size = digits.length - 1;
  if (size >= 12) return `about 10^${size}`;
  const unit = size >= 9 ? 9 : 6;
  return `about ${(Number(count) / 10 ** unit).toFixed(1)} ${unit === 9 ? 'billion' : 'million'}`;
}

/** Networks, besides one address, for which the two do not say the same. */
export function differences(a: Parts, b: Parts, but: Value | undefined): readonly string[] {
  const [left, right] = [a, b].map(actionsOf);
  const out: Range[] = [];
  let [i, j] = [0, 0];
  while (left !== undefined && right !== undefined && i < left.length && j < right.length) {
    const [x, y] = [left[i] as Acted, right[j] as Acted];
    const [lo, hi] = [x.lo > y.lo ? x.lo : y.lo, x.hi < y.hi ? x.hi : y.hi];
    if (lo <= hi && x.action !== y.action && !(lo === but && hi === but)) extend(out, lo, hi);
    if (x.hi <= y.hi) i++;
    if (y.hi <= x.hi) j++;
  }
  return listed(out, 100).networks;
}

interface Acted extends Range {
  readonly action: FlowAction;
}

function actionsOf({ groups }: Parts): readonly Acted[] {
  return groups
    .flatMap(({ decision: { action }, ranges }) => ranges.map((range) => ({ ...range, action })))
    .sort((a, b) => (a.lo < b.lo ? -1 : 1));
}
