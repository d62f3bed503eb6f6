/*
 * Which rules of a long chain a packet can match at all. Lists of addresses are most of what is long; a walk that asks
 * each of them about each address would never end.
 */
import type { Asks, Packet, Rule, RuleIndex, Ruleset } from './model.ts';
import { valueFor } from './span.ts';
import type { Value } from './values.ts';

/** Chains shorter than this are walked as they are. */
const short = 32;
/** Spans of one rule that are worth an entry each. */
const maxSpans = 64;

/** The same rules, with an index where a chain is long. */
export function indexed(rulesets: readonly Ruleset[]): readonly Ruleset[] {
  return rulesets.map((ruleset) => ({
    ...ruleset,
    tables: ruleset.tables.map((table) => ({
      ...table,
      chains: table.chains.map((chain) =>
        chain.rules.length < short ? chain : { ...chain, index: new Index(chain.rules) },
      ),
    })),
  }));
}

interface Entry {
  readonly lo: Value;
  readonly hi: Value;
  readonly at: number;
}

class Index implements RuleIndex {
  /** Positions of rules that any address may match. */
  readonly #always: number[] = [];
  readonly #by = { from: { 4: new Spans(), 6: new Spans() }, to: { 4: new Spans(), 6: new Spans() } };
  readonly #end: number;
  #packet: Packet | null = null;
  #hits: readonly number[] | null = [];

  constructor(rules: readonly Rule[]) {
    this.#end = rules.length;
    for (const [at, rule] of rules.entries()) {
      const ask =
        rule.order === undefined ? rule.matches.flatMap(({ asks = [] }) => asks).find((a) => a.alone) : undefined;
      const spans = ask === undefined ? null : spansOf(ask);
      if (ask === undefined || spans === null) this.#always.push(at);
      else for (const [lo, hi] of spans) this.#by[ask.field][typeof lo === 'number' ? 4 : 6].add({ lo, hi, at });
    }
  }

  get always(): number {
    return this.#always.length;
  }

  next(at: number, packet: Packet): number {
    if (this.#packet !== packet) {
      this.#packet = packet;
      this.#hits = this.#hitsOf(packet);
    }
    const hits = this.#hits;
    if (hits === null) return at + 1;
    return Math.min(firstBehind(this.#always, at) ?? this.#end, firstBehind(hits, at) ?? this.#end);
  }

  /** Null: an address is not known, so each rule may match. */
  #hitsOf(packet: Packet): readonly number[] | null {
    const hits: number[] = [];
    for (const field of ['from', 'to'] as const) {
      // What asks for an address of the other family does not match.
      const spans = this.#by[field][packet.family];
      if (spans.empty) continue;
      const value = packet.unknown?.has(field) === true ? undefined : valueFor(packet[field], packet.family);
      if (value === undefined) return null;
      spans.holding(value, hits);
    }
    return hits.sort((a, b) => a - b);
  }
}

function spansOf({ each }: Asks): readonly (readonly [Value, Value])[] | null {
  const spans: (readonly [Value, Value])[] = [];
  each?.((lo, hi) => {
    if (spans.length <= maxSpans) spans.push([lo, hi]);
  });
  return spans.length > maxSpans ? null : spans;
}

function firstBehind(sorted: readonly number[], at: number): number | undefined {
  let below = 0;
  let above = sorted.length;
  while (below < above) {
    const middle = (below + above) >>> 1;
    if ((sorted[middle] ?? 0) <= at) below = middle + 1;
    else above = middle;
  }
  return sorted[below];
}

/** Spans that may overlap: each middle of the sorted list knows how far the half around it reaches. */
class Spans {
  readonly #all: Entry[] = [];
  #reach: Value[] | null = null;

  get empty(): boolean {
    return this.#all.length === 0;
  }

  add(entry: Entry): void {
    this.#all.push(entry);
  }

  holding(value: Value, into: number[]): void {
    if (this.#reach === null) {
      this.#all.sort((a, b) => (a.lo < b.lo ? -1 : a.lo > b.lo ? 1 : 0));
      this.#reach = new Array<Value>(this.#all.length);
      this.#measure(0, this.#all.length);
    }
    this.#find(0, this.#all.length, value, into);
  }

  #measure(from: number, to: number): Value | undefined {
    if (from >= to) return undefined;
    const middle = (from + to) >>> 1;
    let far = (this.#all[middle] as Entry).hi;
    for (const other of [this.#measure(from, middle), this.#measure(middle + 1, to)])
      if (other !== undefined && other > far) far = other;
    (this.#reach as Value[])[middle] = far;
    return far;
  }

  #find(from: number, to: number, value: Value, into: number[]): void {
    if (from >= to) return;
    const middle = (from + to) >>> 1;
    const entry = this.#all[middle] as Entry;
    if (((this.#reach as Value[])[middle] as Value) < value) return;
    this.#find(from, middle, value, into);
    if (entry.lo > value) return;
    if (value <= entry.hi) into.push(entry.at);
    this.#find(middle + 1, to, value, into);
  }
}
