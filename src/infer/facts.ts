import type { Locator } from '../model/evidence.ts';
import type { Facts, Observation, ObservationKind, ObservationMap, Reading } from '../model/observation.ts';

/** The union of readings. What one of them states is not all that there is of its kind, unless it covers the kind. */
export function factsOf(readings: readonly Reading[]): Facts {
  const covered = new Set<ObservationKind>();
  const observations: Observation[] = [];
  for (const reading of readings) {
    for (const kind of reading.covers) covered.add(kind);
    observations.push(...reading.observations);
  }
  return { covered, observations };
}

/** The observations of one kind. */
export function observed<K extends ObservationKind>(
  facts: Facts,
  kind: K,
): readonly Extract<Observation, { kind: K }>[] {
  return facts.observations.filter((o): o is Extract<Observation, { kind: K }> => o.kind === kind);
}

/** A fact that follows from another, and has its place. */
export function derived<K extends ObservationKind>(kind: K, value: ObservationMap[K], at: Locator): Observation {
  return { kind, value, at } as Observation;
}
