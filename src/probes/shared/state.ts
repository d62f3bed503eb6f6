import type { Evidence } from '../../model/evidence.ts';
import type { Facts, Observation, ObservationKind, ObservationMap, Reading } from '../../model/observation.ts';

/** An observation in this piece of evidence. */
export function state<K extends ObservationKind>(
  kind: K,
  value: ObservationMap[K],
  evidence: Evidence,
  quote?: string,
): Observation {
  return { kind, value, at: { evidence: evidence.id, ...(quote === undefined ? {} : { quote }) } } as Observation;
}

/** A reading that looked for these kinds. */
export function reading(covers: readonly ObservationKind[], observations: readonly Observation[]): Reading {
  return { covers, observations };
}

/** The effective values of a keyword of ssh_config, as `ssh -G` prints them. */
export function settings(facts: Facts, keyword: string): readonly string[] {
  return facts.observations.flatMap((o) =>
    o.kind === 'config.setting' && o.value.keyword === keyword ? [o.value.value] : [],
  );
}
