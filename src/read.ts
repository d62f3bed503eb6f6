import type { Evidence } from './model/evidence.ts';
import type { Reading } from './model/observation.ts';
import { probes } from './probes/registry.gen.ts';
import { readers } from './readers/registry.gen.ts';

const sources: ReadonlyMap<string, (evidence: Evidence) => Reading> = new Map([
  ...readers.map((r) => [r.id, (e: Evidence): Reading => r.read(e)] as const),
  ...probes.map((p) => [p.id, (e: Evidence): Reading => p.read(e.data, e)] as const),
]);

const known = new WeakMap<Evidence, Reading>();

/**
 * Reads one piece of evidence by what its kind names; what nobody reads says nothing. Evidence never changes, so it is
 * read once: while gathering, or when it is judged.
 */
export function read(evidence: Evidence): Reading {
  const before = known.get(evidence);
  if (before !== undefined) return before;
  const source = sources.get(evidence.kind);
  const reading: Reading = source?.(evidence) ?? {
    covers: [],
    observations: [],
    notes: [`nothing here reads evidence of the kind ${evidence.kind}`],
  };
  known.set(evidence, reading);
  return reading;
}
