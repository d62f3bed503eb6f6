import type { Admission, Stop } from './admit.ts';
import type { RulePlace, Ruleset } from './model.ts';
import { type Ownership, ownerAmong, type Place, type Told } from './owner.ts';
import { owners } from './owners/registry.gen.ts';

/** Who made a rule, and how it is changed; null when no known tool did. */
export function ownerOf(place: Place | RulePlace, ruleset: Ruleset, told?: Told): Ownership | null {
  return ownerAmong(owners, place, ruleset, told);
}

/** Whose rule stops it, and what that tool does about it; null: nobody's that is known. */
export function admissionsOf(stop: Stop): { readonly tool: string; readonly admissions: readonly Admission[] } | null {
  for (const owner of owners) {
    const ownership = owner.own(stop.place, { table: stop.table, told: stop.told });
    if (ownership !== null) return { tool: ownership.tool, admissions: owner.admit?.(stop) ?? [] };
  }
  return null;
}
