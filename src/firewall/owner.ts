/*
 * Back to the user's words: which tool made a rule, the setting behind it, and the command that changes it. One file a
 * tool, in owners/.
 */
import type { FlowOwner } from '../model/flow.ts';
import type { Admission, Stop } from './admit.ts';
import type { RulePlace, Ruleset, Table } from './model.ts';

/** A rule, or the policy of a chain: then it has no text. */
export type Place = Pick<RulePlace, 'family' | 'table' | 'chain' | 'line'> &
  Partial<Pick<RulePlace, 'number' | 'text'>>;

/** What the tools themselves print, by the command, or the content of a file, by its path. */
export type Told = ReadonlyMap<string, string>;

export type Ownership = FlowOwner;

/** What a rule is asked about beside itself. */
export interface About {
  readonly table: Table | null;
  readonly told: Told;
  /** Of the connection that it stops; absent: nobody asked about one. */
  readonly port?: number;
  /** Null: nobody knows its address. */
  readonly client?: string | null;
  /** The rules that the packet met before, in order. */
  readonly path?: readonly Place[];
}

/** What a tool's rules look like. */
export interface Owner {
  /** = file name. */
  readonly id: string;
  /** What the tool prints or keeps and tells more than its rules do: `as` is the command or the path, `mark` is in each. */
  readonly tells?: readonly { readonly as: string; readonly mark: RegExp }[];
  own(place: Place, about: About): Ownership | null;
  /**
   * Lets in what one of its rules stops, the nearest to what was asked first: the one client, or each where the terms name
   * none. Absent: by the packet filter alone.
   */
  admit?(stop: Stop): readonly Admission[];
  /** Takes back the setting that made the rule; null where there is none, or it is not known whole. */
  lift?(stop: Stop): Admission | null;
}

/** Asks each tool whether the rule is its own; null when it is nobody's: somebody wrote it by hand. */
export function ownerAmong(
  owners: readonly Owner[],
  place: Place,
  ruleset: Ruleset,
  about: Partial<Omit<About, 'table'>> = {},
): Ownership | null {
  const same = ruleset.tables.filter(({ family, name }) => family === place.family && name === place.table);
  const table =
    same.find(({ chains }) => chains.some(({ name, line }) => name === place.chain && line <= place.line)) ??
    same[0] ??
    null;
  for (const owner of owners) {
    const ownership = owner.own(place, { told: new Map(), ...about, table });
    if (ownership !== null) return ownership;
  }
  return null;
}

/** The word behind an option: `wordAfter('-A INPUT -p tcp', '-p')` is `tcp`; null when it is negated or not there. */
export function wordAfter(text: string | undefined, option: string): string | null {
  const words = (text ?? '').split(/\s+/);
  const at = words.indexOf(option);
  return at <= 0 || words[at - 1] === '!' ? null : (words[at + 1] ?? null);
}

/** Where a rule jumps or goes to. */
export function goalOf(text: string | undefined): string {
  return wordAfter(text, '-j') ?? wordAfter(text, '-g') ?? /(?:^| )(?:jump|goto) ([\w.-]+)/.exec(text ?? '')?.[1] ?? '';
}

/** `10.0.0.1/32` is `10.0.0.1`. */
export function bare(address: string | null): string | null {
  return address?.replace(address.includes(':') ? /\/128$/ : /\/32$/, '') ?? null;
}

export function hasChain(table: Table | null, name: string): boolean {
  return table?.chains.some((chain) => chain.name === name) === true;
}
