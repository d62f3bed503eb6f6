import type { Admission, Stop } from './admit.ts';
import type { RulePlace, Ruleset } from './model.ts';
import { type About, type Ownership, ownerAmong, type Place } from './owner.ts';
import { owners } from './owners/registry.gen.ts';

/** Who made a rule, and how it is changed; null when no known tool did. */
export function ownerOf(
  place: Place | RulePlace,
  ruleset: Ruleset,
  about?: Partial<Omit<About, 'table'>>,
): Ownership | null {
  return ownerAmong(owners, place, ruleset, about);
}

/** What a tool can do about a rule of its own that stops a connection. */
export interface Remedies {
  readonly owner: Ownership;
  readonly lift: Admission | null;
  readonly admissions: readonly Admission[];
}

/** Whose rule stops it, and what that tool does about it; null: nobody's that is known. */
export function remediesOf(stop: Stop): Remedies | null {
  const { place, table, told, port, client, path } = stop;
  for (const owner of owners) {
    const own = owner.own(place, { table, told, port, client, path: path.map((step) => step.place) });
    if (own !== null) return { owner: own, lift: owner.lift?.(stop) ?? null, admissions: owner.admit?.(stop) ?? [] };
  }
  return null;
}

/** The commands and files of which a text is, or holds, the content. */
export function toldIn(text: string): readonly string[] {
  return owners.flatMap(({ tells = [] }) => tells.filter(({ mark }) => mark.test(text)).map(({ as }) => as));
}
