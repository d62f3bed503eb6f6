import type { Chain, Hook, Match } from '../model.ts';
import type { Surroundings, Unseen } from './condition.ts';
import type { Sets } from './ipset.ts';
import type { Clauses } from './words.ts';

/* A table while its text is read. */

export const hookOf: Readonly<Record<string, Hook>> = {
  PREROUTING: 'prerouting',
  INPUT: 'input',
  FORWARD: 'forward',
  OUTPUT: 'output',
  POSTROUTING: 'postrouting',
};

/** Priorities of linux/netfilter_ipv4.h, by table and chain. */
export const priorities: Readonly<Record<string, Readonly<Partial<Record<Hook, number>>>>> = {
  raw: { prerouting: -300, output: -300 },
  mangle: { prerouting: -150, input: -150, forward: -150, output: -150, postrouting: -150 },
  nat: { prerouting: -100, input: 100, output: -100, postrouting: 100 },
  filter: { input: 0, forward: 0, output: 0 },
  security: { input: 50, forward: 50, output: 50 },
};

/** Which program printed a block: blocks of one kind are of one kernel's tables, and a later one takes the place. */
export interface Block {
  readonly program: string | null;
  /** Its program has a name of its own, since 1.8. */
  readonly legacy: boolean;
  readonly family: 4 | 6;
  readonly table: string;
  readonly sets: Sets;
  readonly unseen: Unseen | undefined;
  readonly chains: Map<string, OpenChain>;
  readonly targets: Map<string, Target>;
  /** The chain that had the last rule: chains are printed one behind the other. */
  last: string | null;
  /** Line of its COMMIT; null: it was not seen. */
  end: number | null;
}

export interface OpenChain {
  readonly name: string;
  readonly line: number;
  policy: 'accept' | 'drop' | null;
  readonly rules: Draft[];
  readonly hooks: Set<Hook>;
  readonly place: Surroundings;
  /** Matches and targets by their text: long lists repeat the same few. */
  readonly seen: Map<string, readonly Match[]>;
  /** What stands behind the source address, likewise. */
  readonly tails: Map<string, Pick<Draft, 'matches' | 'target'>>;
}

export type Target = NonNullable<Clauses['target']>;

/** A rule whose target can be a chain that is named further down. */
export interface Draft {
  readonly line: number;
  readonly text: string;
  readonly packets: number | null;
  readonly matches: readonly Match[];
  /** Null: it has none; undefined: the line is not understood. */
  readonly target: Target | null | undefined;
}

export function baseOf(table: string, { name, policy }: OpenChain): Chain['base'] {
  const hook = Object.hasOwn(hookOf, name) ? hookOf[name] : undefined;
  const priority = hook === undefined ? undefined : priorities[table]?.[hook];
  if (hook === undefined || priority === undefined) return null;
  const type = table === 'nat' ? 'nat' : table === 'mangle' && hook === 'output' ? 'route' : 'filter';
  return { type, hook, priority, policy: policy ?? 'accept' };
}
