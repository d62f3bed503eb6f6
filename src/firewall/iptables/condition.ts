import type { Asks, Hook, Packet, TellPorts, Truth } from '../model.ts';
import type { Sets } from './ipset.ts';
import type { Option } from './words.ts';

/** One condition of a rule. `why`: what its value hinges on, when it can be unknown. */
export interface Condition {
  test(packet: Packet): Truth;
  readonly why?: string;
  /** Nobody here knows what it asks. */
  readonly unread?: true;
  /** How it tells addresses apart, and ports. */
  readonly asks?: readonly Asks[];
  ports?(tell: TellPorts): void;
}

/** What a condition may know of the place that it stands in. */
export interface Surroundings {
  readonly family: 4 | 6;
  readonly table: string;
  readonly sets: Sets;
  /** Lists of `recent` that a source is known not to stand on. */
  readonly unseen?: Unseen;
  /** Hooks from which the chain is reached. Known when the whole table is read, so only a test may ask. */
  readonly hooks: ReadonlySet<Hook>;
}

export interface Unseen {
  readonly source: string;
  readonly lists: ReadonlySet<string>;
  /** How often the source stands on other lists. */
  readonly times?: ReadonlyMap<string, number>;
}

/** Makes the conditions of one match from its options; null when an option is not understood. */
export type MatchModule = (options: readonly Option[], place: Surroundings) => readonly Condition[] | null;

/** Reads one option. Null: its words are not understood. */
export type OptionReader = (args: readonly string[], place: Surroundings, option: Option) => Condition | null;

export const always: Condition = { test: () => true };

function not(truth: Truth): Truth {
  return truth === 'unknown' ? truth : !truth;
}

/** Whether one holds; unknown counts only if none is true. */
export function some<T>(items: readonly T[], test: (item: T) => Truth): Truth {
  let result: Truth = false;
  for (const item of items) {
    const truth = test(item);
    if (truth === true) return true;
    if (truth === 'unknown') result = truth;
  }
  return result;
}

export function negated(condition: Condition, negate: boolean): Condition {
  if (!negate) return condition;
  const { asks, ...rest } = condition;
  const others = asks?.map(({ alone: _, ...ask }) => ask);
  return {
    ...rest,
    ...(others === undefined ? {} : { asks: others }),
    test: (packet) => not(condition.test(packet)),
  };
}

/** What nobody can know from the rules alone. */
export function hinge(why: string): Condition {
  return { test: () => 'unknown', why };
}

/** A match whose options each are a condition of its own. */
export function conditions(readers: Readonly<Record<string, OptionReader>>): MatchModule {
  const known = new Map(Object.entries(readers));
  return (options, place) => {
    const all: Condition[] = [];
    for (const option of options) {
      const condition = known.get(option.name)?.(option.args, place, option) ?? null;
      if (condition === null) return null;
      all.push(negated(condition, option.negated));
    }
    return all;
  };
}
