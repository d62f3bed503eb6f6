/*
 * Back to the user's words: which tool made a rule, the setting behind it, and the command that changes it. One file a
 * tool, in owners/.
 */
import type { Admission, Stop } from './admit.ts';
import type { RulePlace, Ruleset, Table } from './model.ts';

/** A rule, or the policy of a chain: then it has no text. */
export type Place = Pick<RulePlace, 'family' | 'table' | 'chain' | 'line'> &
  Partial<Pick<RulePlace, 'number' | 'text'>>;

/** What the tools themselves print, by the command, or the content of a file, by its path. */
export type Told = ReadonlyMap<string, string>;

export interface Ownership {
  /** Name of the tool, as its own manual writes it. */
  readonly tool: string;
  /** The setting behind the rule, in the tool's words. */
  readonly setting: string;
  /** Changes it. Words in capitals are to be filled in. Null: there is none. */
  readonly command: string | null;
}

/** What a tool's rules look like. */
export interface Owner {
  /** = file name. */
  readonly id: string;
  own(place: Place, about: { readonly table: Table | null; readonly told: Told }): Ownership | null;
  /** Lets in what one of its rules stops, the nearest to what was asked first. Absent: by the packet filter alone. */
  admit?(stop: Stop): readonly Admission[];
}

/** Asks each tool whether the rule is its own; null when it is nobody's: somebody wrote it by hand. */
export function ownerAmong(
  owners: readonly Owner[],
  place: Place,
  ruleset: Ruleset,
  told: Told = new Map(),
): Ownership | null {
  const same = ruleset.tables.filter(({ family, name }) => family === place.family && name === place.table);
  const table =
    same.find(({ chains }) => chains.some(({ name, line }) => name === place.chain && line <= place.line)) ??
    same[0] ??
    null;
  for (const owner of owners) {
    const ownership = owner.own(place, { table, told });
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
  return wordAfter(text, '-j') ?? wordAfter(text, '-g') ?? '';
}

/** `10.0.0.1/32` is `10.0.0.1`. */
export function bare(address: string | null): string | null {
  return address?.replace(address.includes(':') ? /\/128$/ : /\/32$/, '') ?? null;
}

export function hasChain(table: Table | null, name: string): boolean {
  return table?.chains.some((chain) => chain.name === name) === true;
}
