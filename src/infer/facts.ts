import type { Facts, Observation, ObservationKind, Reading } from '../model/observation.ts';

/** The union of readings. */
export function factsOf(readings: readonly Reading[]): Facts {
  const covered = new Set<ObservationKind>();
  const observations: Observation[] = [];
  for (const reading of readings) {
    for (const kind of reading.covers) covered.add(kind);
    for (const observation of reading.observations) {
      covered.add(observation.kind);
      observations.push(observation);
    }
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
