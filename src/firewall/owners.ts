import type { RulePlace, Ruleset } from './model.ts';
import { type Ownership, ownerAmong, type Place, type Told } from './owner.ts';
import { owners } from './owners/registry.gen.ts';

/** Who made a rule, and how it is changed; null when no known tool did. */
export function ownerOf(place: Place | RulePlace, ruleset: Ruleset, told?: Told): Ownership | null {
  return ownerAmong(owners, place, ruleset, told);
}
