import { type Base, basesAt, translationAt } from './bases.ts';
import { type Drop, decided } from './drops.ts';
import type {
  Chain,
  Change,
  Decision,
  Hook,
  Match,
  Packet,
  Rule,
  RulePlace,
  Ruleset,
  Step,
  Table,
  Truth,
  Turn,
  Verdict,
} from './model.ts';
import { chosenAlike, merged, ofAnyLength, taken, Watch } from './packet.ts';

/** How deep jumps may nest: the kernel refuses more (NFT_JUMP_STACK_SIZE). */
const maxDepth = 16;
const tooDeep = `, to which jumps nest deeper than ${maxDepth}, or go round in a circle`;
/** Rules that are asked for one packet. Chains that call each other could ask for ever. */
const maxAsked = 1_000_000;
/** Path steps that are kept. */
const maxSteps = 1000;
/** Where the kernel looks up the connection (NF_IP_PRI_CONNTRACK). */
const conntrack = -200;

/** The chains of a table by their names, for as long as the table is known. */
const chainsOf = new WeakMap<Table, Map<string, Chain>>();

/**
 * Follows a packet through the hooks, as nf_hook_slow() and nft_do_chain() of Linux do. Where a condition is unknown both
 * ways are followed, so that a decision is certain when every way leads to it. Between the hooks the routes may be
 * asked. `tracked`: the connection was looked up before the first of the hooks; `again`: asks the routes once more where
 * a chain of type route has changed what they are asked.
 */
export function follow(
  rulesets: readonly Ruleset[],
  steps: readonly (Hook | Turn)[],
  start: Packet,
  { tracked = false, again }: { readonly tracked?: boolean; readonly again?: Turn | undefined } = {},
): Decision {
  const walk = new Walk(start, tracked, again);
  for (const step of steps) {
    const passes = typeof step === 'string' ? walk.hook(rulesets, step) : walk.turn(step);
    if (!passes) break;
  }
  return walk.decision();
}

/** How a chain may end: `falls`: it comes back to the caller; `why`: what else hinges on. */
interface End {
  readonly falls: boolean;
  readonly why: string | null;
}

class Walk {
  packet: Packet;
  readonly #state: Packet['state'];
  #tracked: boolean;
  #asked = 0;
  #passes = true;
  readonly #drops: Drop[] = [];
  readonly #path: Step[] = [];
  #last: RulePlace | null = null;
  #open: string | null = null;
  #translated: Decision['translated'] = null;
  /** Of the base chain at hand: the packet as it leaves with a verdict of accept, and whether it may. */
  #left: Packet | null = null;
  #hook: Hook = 'input';
  #done = false;
  #sent = false;
  #looksUp = true;
  readonly #watch = new Watch();
  /** What it may hinge on and nobody here understands. */
  readonly #unread = new Set<string>();

  readonly #again: Turn | undefined;

  constructor(packet: Packet, tracked: boolean, again: Turn | undefined) {
    this.#again = again;
    this.#state = packet.state;
    this.#tracked = tracked;
    // Before the connection is looked up, nft(8) and conntrack call a packet invalid.
    this.packet = tracked ? packet : { ...packet, state: 'invalid' };
  }

  /** Whether the packet may come out of the hook. */
  hook(rulesets: readonly Ruleset[], hook: Hook): boolean {
    this.#hook = hook;
    this.#looksUp = rulesets.some(({ tables }) =>
      tables.some(
        ({ family, trackless }) =>
          trackless !== true && (family === 'inet' || family === (this.packet.family === 4 ? 'ip' : 'ip6')),
      ),
    );
    this.#done = false;
    for (const base of basesAt(rulesets, hook, this.packet)) {
      if (base.priority >= conntrack) this.#track(hook, base.priority === conntrack);
      if (base.priority > translationAt(hook)) this.#restore();
      if (base.chain.base.type === 'nat' && !this.#translates(hook)) continue;
      if (!this.#base(base)) return false;
    }
    this.#track(hook, false);
    this.#restore();
    return true;
  }

  /** Asks the routes; whether the packet may go on. */
  turn(turn: Turn): boolean {
    const { packet, place, stops } = turn(this.packet);
    this.packet = packet;
    const verdict = stops === undefined ? 'continue' : 'drop';
    if (place !== undefined && this.#path.length < maxSteps)
      this.#path.push({ hook: 'routing', place, matched: stops?.condition == null || 'unknown', verdict });
    if (stops === undefined) return true;
    const action = stops.unknown === true ? 'unknown' : 'drop';
    this.#drops.push({ action, by: place ?? null, policy: null, why: stops.condition, route: stops.why });
    this.#passes = stops.condition !== null;
    return this.#passes;
  }

  /** The first packet of a connection alone is asked about, and at its first hook of each kind (nf_nat_inet_fn). */
  #translates(hook: Hook): boolean {
    if (hook === 'output') this.#sent = true;
    else if (this.#sent && hook !== 'postrouting') return false;
    return this.#looksUp && this.packet.state === 'new' && !this.#done;
  }

  /** Looks the connection up; at the very priority of that nobody knows which comes first. */
  #track(hook: Hook, tie: boolean): void {
    if (this.#tracked || (hook !== 'prerouting' && hook !== 'output')) return;
    if (tie) {
      this.packet = { ...this.packet, unknown: new Set([...(this.packet.unknown ?? []), 'state']) };
      return;
    }
    this.#tracked = true;
    const { unknown, ...packet } = this.packet;
    const others = new Set([...(unknown ?? [])].filter((field) => field !== 'state'));
    const state = packet.state === 'untracked' ? 'untracked' : this.#state;
    this.packet = { ...packet, state, ...(others.size > 0 ? { unknown: others } : {}) };
  }

  /** What comes behind the first packet of a connection is translated as that was, and the answers as if its first target had made them. */
  #restore(): void {
    const { original, direction, landed, state } = this.packet;
    if (state !== 'established') return;
    if (direction === 'reply') {
      if (this.#hook === 'postrouting' && original !== undefined)
        this.packet = { ...this.packet, from: original.to, fromPort: original.toPort };
    } else if (landed !== undefined) {
      const target = this.#hook === 'prerouting' || this.#hook === 'output';
      this.packet = taken(this.packet, landed, target ? ['to', 'toPort', 'toHere'] : ['from', 'fromPort']);
    }
  }

  #base(base: Base): boolean {
    const { table, chain, maybe } = base;
    const before = this.packet;
    const from = this.#drops.length;
    this.#left = null;
    const end = this.#run(table, chain, 0, maybe);
    if (end.falls && chain.base.policy === 'drop') {
      const policy = { family: table.family, table: table.name, chain: chain.name, line: chain.line };
      this.#drops.push({ action: 'drop', by: null, policy, why: end.why });
    } else if (end.falls) this.#leave();
    if (maybe !== null) this.#left = this.#left === null ? before : merged(before, this.#left);
    this.#passes = this.#left !== null;
    this.packet = this.#left ?? this.packet;
    if (this.#passes && this.#drops.length > from) this.#last = null;
    return this.#passes && this.#routedAgain(before, chain.base.type);
  }

  /** What such a chain changes has the kernel look for the route once more (ip_route_me_harder). */
  #routedAgain({ mark, unknown, from, to }: Packet, type: string): boolean {
    const { packet } = this;
    const same =
      mark === packet.mark &&
      unknown?.has('mark') === packet.unknown?.has('mark') &&
      from === packet.from &&
      to === packet.to;
    return type !== 'route' || same || this.#again === undefined || this.turn(this.#again);
  }

  #leave(): void {
    this.#left = this.#left === null ? this.packet : merged(this.#left, this.packet);
  }

  /** Runs a chain; `given`: what it hinges on that it is run. */
  #run(table: Table, chain: Chain, depth: number, given: string | null): End {
    let why = given;
    let back: Packet | null = null;
    const finish = (falls: boolean): End => {
      if (back !== null) this.packet = falls ? merged(back, this.packet) : back;
      return { falls: falls || back !== null, why };
    };
    for (let at = this.#next(chain, -1); at < chain.rules.length; at = this.#next(chain, at)) {
      const rule = chain.rules[at] as Rule;
      if (++this.#asked > maxAsked) return this.#unknown(null, 'the rules call each other too often', why);
      const before = this.packet;
      const { matched, because } = this.#ask(rule);
      if (matched === false) continue;
      const verdict = this.#verdict(rule);
      if (this.#path.length < maxSteps) {
        this.#path.push({
          hook: this.#hook,
          place: rule.place,
          matched,
          verdict: verdict === null ? 'continue' : verdict.is,
        });
      }
      const sure = matched === true;
      const reason = why ?? (sure ? null : because);
      if (verdict === null || verdict.is === 'continue') {
        if (!sure) this.packet = merged(before, this.packet);
        continue;
      }
      let falls = false;
      let decides = true;
      if (verdict.is === 'return') back = back === null ? this.packet : merged(back, this.packet);
      else if (verdict.is === 'jump' || verdict.is === 'goto') {
        const next = this.#chain(table, verdict.chain);
        const end: End =
          next === undefined || depth >= maxDepth
            ? this.#unknown(
                rule.place,
                `the chain ${verdict.chain}${next === undefined ? ', which is not there' : tooDeep}`,
                reason,
              )
            : this.#run(table, next, depth + 1, reason);
        if (sure) why = end.why;
        if (end.falls && verdict.is === 'goto') back = back === null ? this.packet : merged(back, this.packet);
        else falls = end.falls;
        decides = !falls || end.why !== reason;
      } else falls = this.#final(rule, verdict, reason);
      if (sure && !falls) return finish(false);
      if (!sure) {
        if (decides) why ??= because;
        this.packet = falls ? merged(before, this.packet) : before;
      }
    }
    return finish(true);
  }

  #next({ index }: Chain, at: number): number {
    return index === undefined ? at + 1 : index.next(at, this.packet);
  }

  /** A verdict that ends the chain; whether the next rule may be asked all the same. */
  #final(rule: Rule, verdict: Verdict, why: string | null): boolean {
    if (verdict.is === 'drop' || verdict.is === 'reject') {
      const how = verdict.is === 'reject' ? { how: verdict.how } : {};
      this.#drops.push({ action: verdict.is, by: rule.place, policy: null, why, ...how });
      return false;
    }
    if (verdict.is === 'unknown') return this.#unknown(rule.place, verdict.why, why).falls;
    if (verdict.is === 'dnat' || verdict.is === 'snat') this.#translate(rule, verdict, why);
    this.#last = rule.place;
    this.#leave();
    return false;
  }

  /** Anything may come of it. */
  #unknown(by: RulePlace | null, because: string, why: string | null): End {
    this.#drops.push({ action: 'unknown', by, policy: null, why: why ?? because });
    this.#leave();
    return { falls: true, why: why ?? because };
  }

  #translate(rule: Rule, verdict: Extract<Verdict, { is: 'dnat' | 'snat' }>, why: string | null): void {
    if (why === null) this.#done = true;
    const unknown = new Set(this.packet.unknown ?? []);
    if (verdict.is === 'snat') {
      unknown.add('fromPort');
      if (verdict.to === null) unknown.add('from');
      else unknown.delete('from');
      this.packet = { ...this.packet, from: verdict.to ?? '', unknown };
      return;
    }
    const { toHere: _, unknown: __, ...packet } = this.packet;
    const to = verdict.to ?? packet.to;
    const toPort = verdict.toPort ?? packet.toPort;
    if (verdict.to !== null) unknown.delete('to');
    if (verdict.redirect === true || verdict.open === true) unknown.add('to');
    if (verdict.open === true) unknown.add('toPort');
    const same =
      verdict.to === null ? verdict.open !== true : verdict.to === packet.to && !this.packet.unknown?.has('to');
    const here = verdict.redirect === true || (same && this.packet.toHere === true) ? { toHere: true } : {};
    this.packet = { ...packet, to, toPort, ...(unknown.size > 0 ? { unknown } : {}), ...here };
    this.#translated ??= { place: rule.place, to, toPort, ...(why === null ? {} : { condition: why }) };
    if (why !== null) this.#open ??= why;
  }

  #chain(table: Table, name: string): Chain | undefined {
    let chains = chainsOf.get(table);
    if (chains === undefined) {
      chains = new Map(table.chains.map((chain) => [chain.name, chain]));
      chainsOf.set(table, chains);
    }
    return chains.get(name);
  }

  /** All of a rule's conditions and changes, in order; a condition that is false settles it, whatever the others are. */
  #ask(rule: Rule): { readonly matched: Truth; readonly because: string } {
    let because: string | null = null;
    const before = this.packet;
    const changed: Packet[] = [];
    for (const step of rule.order ?? rule.matches) {
      if (!('test' in step)) {
        this.#change(step);
        // Up to here it may have come: what follows in the rule need not hold.
        if (because !== null) changed.push(this.packet);
        continue;
      }
      const truth = this.#test(step);
      if (truth === false) {
        for (const packet of changed) this.packet = merged(this.packet, packet);
        if (changed.length > 0) this.packet = merged(before, this.packet);
        return { matched: false, because: '' };
      }
      if (truth !== 'unknown') continue;
      because ??= step.because ?? step.text;
      if (step.unread === true) this.#unread.add(because);
    }
    if (rule.order === undefined) for (const change of rule.changes) this.#change({ change });
    return because === null ? { matched: true, because: '' } : { matched: 'unknown', because };
  }

  #change(step: Change): void {
    const { state, unknown } = this.packet;
    const after = step.change(this.packet);
    // Once it is looked up, a connection stays tracked (nft_notrack_eval).
    this.packet = this.#tracked && after.state !== state ? { ...after, state, ...(unknown ? { unknown } : {}) } : after;
  }

  #test(match: Match): Truth {
    const watch = this.#watch;
    const truth = match.test(watch.on(this.packet));
    if (watch.sized && !watch.unknown && !watch.chosen) return ofAnyLength(match, this.packet);
    return this.#mayBeOther(match) ? 'unknown' : truth;
  }

  #verdict(rule: Rule): Verdict | null {
    if (typeof rule.verdict !== 'function') return rule.verdict;
    const verdict = rule.verdict(this.#watch.on(this.packet));
    return this.#mayBeOther(rule) ? { is: 'unknown', why: 'the map is asked for what is not known' } : verdict;
  }

  /** What was asked has read of the packet what nobody knows, and might have said another thing. */
  #mayBeOther(asked: Match | Rule): boolean {
    return this.#watch.unknown || this.#watch.sized || (this.#watch.chosen && !chosenAlike(asked));
  }

  decision(): Decision {
    return decided(this.#drops, {
      passes: this.#passes,
      accepted: this.#last,
      open: this.#open,
      unread: this.#unread,
      rest: { translated: this.#translated, packet: this.packet, path: this.#path },
    });
  }
}
