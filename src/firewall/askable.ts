/*
 * Rules made ready to be asked about every address there is: what can't be told apart by spans is unknown in them.
 */
import type { Asks, Change, Match, Packet, Rule, Ruleset } from './model.ts';
import { lost } from './nft/draft.ts';
import { indexed } from './rule-index.ts';
import { addressOf, least } from './span.ts';
import type { Marks } from './sweep.ts';

/** Notes where the rules cut the addresses. What is left can be asked about one address of each piece. */
export function askable(rulesets: readonly Ruleset[], family: 4 | 6, marks: Marks): readonly Ruleset[] {
  const silent = new Silent(family);
  const all = (asks: readonly Asks[] | undefined): boolean =>
    (asks ?? []).every((ask) => (ask.family !== undefined && ask.family !== family) || marks.add(ask));
  const known = new Map<Match, Match>();
  const match = (one: Match): Match => {
    let made = known.get(one);
    if (made === undefined) {
      const told = one.asks === undefined ? !silent.reads((packet) => one.test(packet)) : all(one.asks);
      made = told ? one : { text: one.text, test: () => 'unknown', because: bits(one.text) };
      known.set(one, made);
    }
    return made;
  };
  const rule = (one: Rule): Rule => {
    const { verdict, order, asks, place } = one;
    const open =
      typeof verdict === 'function' && (asks === undefined ? silent.reads((packet) => verdict(packet)) : !all(asks));
    const step = (of: Match | Change): Match | Change => ('test' in of ? match(of) : of.asks === undefined ? of : lost);
    return {
      ...one,
      matches: one.matches.map(match),
      ...(order === undefined ? {} : { order: order.map(step) }),
      verdict: open ? { is: 'unknown', why: bits(place.text) } : verdict,
    };
  };
  return indexed(
    rulesets.map((ruleset) => ({
      ...ruleset,
      tables: ruleset.tables.map((table) => ({
        ...table,
        chains: table.chains.map((chain) => ({ ...chain, rules: chain.rules.map(rule) })),
      })),
    })),
  );
}

const bits = (text: string): string => `single bits of the address: ${text}`;

/** Finds what reads an address and does not say so. */
class Silent {
  #read = false;
  readonly #packets: readonly Packet[];

  constructor(family: 4 | 6) {
    const address = addressOf(least(family));
    const tuple = { from: address, fromPort: 1, to: address, toPort: 22 };
    const packet: Packet = { family, protocol: 'tcp', ...tuple, flags: ['syn'], state: 'new', mark: 0, length: 60 };
    const watched = (of: object): object =>
      Object.defineProperty({ ...of }, 'from', {
        enumerable: true,
        get: () => {
          this.#read = true;
          return address;
        },
      });
    this.#packets = [{ ...packet, original: watched(tuple) as typeof tuple }, watched(packet) as Packet];
  }

  reads(asked: (packet: Packet) => unknown): boolean {
    this.#read = false;
    for (const packet of this.#packets) asked(packet);
    return this.#read;
  }
}
