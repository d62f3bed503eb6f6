import type { Evidence } from './model/evidence.ts';
import type { Observation, Reading } from './model/observation.ts';
import type { Reader } from './model/reader.ts';
import { probes } from './probes/registry.gen.ts';
import { stampOf } from './readers/noise/stamps.ts';
import { denoise, quoteOf } from './readers/noise.ts';
import { readers } from './readers/registry.gen.ts';

const sources: ReadonlyMap<string, (evidence: Evidence) => Reading> = new Map([
  ...readers.map((r) => [r.id, (e: Evidence): Reading => readQuiet(r, e)] as const),
  ...probes.map((p) => [p.id, (e: Evidence): Reading => p.read(e.data, e)] as const),
]);

/** Text is read without the noise around it; what is said of a line is said at its place in the original. */
function readQuiet(reader: Reader, evidence: Evidence): Reading {
  if (reader.alone || typeof evidence.data !== 'string') return reader.read(evidence);
  const lines = denoise(evidence.data);
  const stamps = (index: number): number | undefined => stampOf(lines[index]?.raw ?? '');
  const reading = reader.read({ ...evidence, data: lines.map(({ text }) => text).join('\n') }, stamps);
  const placed = (o: Observation): Observation => {
    const line = o.at.line === undefined ? undefined : lines[o.at.line - 1];
    return line === undefined
      ? o
      : { ...o, at: { ...o.at, line: evidence.lines?.[line.n - 1] ?? line.n, quote: quoteOf(line) } };
  };
  return { ...reading, observations: reading.observations.map(placed) };
}

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
