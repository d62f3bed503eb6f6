import type { Evidence } from './model/evidence.ts';
import type { Reading } from './model/observation.ts';
import { probes } from './probes/registry.gen.ts';
import { readers } from './readers/registry.gen.ts';

const sources: ReadonlyMap<string, (evidence: Evidence) => Reading> = new Map([
  ...readers.map((r) => [r.id, (e: Evidence): Reading => r.read(e)] as const),
  ...probes.map((p) => [p.id, (e: Evidence): Reading => p.read(e.data, e)] as const),
]);

function nothing(note: string): Reading {
  return { covers: [], observations: [], notes: [note] };
}

/** Evidence that came from elsewhere may have any shape: what cannot be read is left out, and said. */
function attempt(source: (evidence: Evidence) => Reading, evidence: Evidence): Reading {
  try {
    return source(evidence);
  } catch {
    return nothing(`${evidence.id} (${evidence.kind}) is not of the form that is expected, and was left out`);
  }
}

const known = new WeakMap<Evidence, Reading>();

/**
 * Reads one piece of evidence by what its kind names; what nobody reads says nothing. Evidence never changes, so it is
 * read once: while gathering, or when it is judged.
 */
export function read(evidence: Evidence): Reading {
  const before = known.get(evidence);
  if (before !== undefined) return before;
  const source = sources.get(evidence.kind);
  const reading =
    source === undefined
      ? nothing(`nothing here reads evidence of the kind ${evidence.kind}`)
      : attempt(source, evidence);
  known.set(evidence, reading);
  return reading;
}
