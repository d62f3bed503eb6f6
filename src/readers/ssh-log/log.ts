import type { Observation, ObservationKind, ObservationMap } from '../../model/observation.ts';
import type { Stage } from '../../model/stage.ts';
import type { TextLine } from './text.ts';

/** A line and how far ssh had got when it printed it; null when the text does not tell. */
export interface Line extends TextLine {
  readonly stage: Stage | null;
  /** ms since the start at which it came, when that is known. */
  readonly ms: number | undefined;
  /** The same, or the time that the text has before the line. */
  readonly printed: number | undefined;
}

/** One run of ssh. */
export interface Log {
  readonly evidence: string;
  /** What ssh itself printed. */
  readonly lines: readonly Line[];
  /** What its ProxyCommand or the ssh to a jump host printed among it. */
  readonly helper: readonly Line[];
  /** It ran with -v. */
  readonly verbose: boolean;
  /** The first line of the run is there. */
  readonly fromStart: boolean;
  readonly proxied: boolean;
  /** The last line says how the run ended. */
  readonly complete: boolean;
  /** We ended it while it waited; the last line is all it had said. */
  readonly cut: boolean;
  readonly endMs: number | undefined;
  /** No line is torn. */
  readonly whole: boolean;
}

/** A line that matched, and its groups; an absent group is empty text. */
export interface Hit {
  readonly line: Line;
  readonly words: readonly string[];
}

export function fact<K extends ObservationKind>(log: Log, kind: K, value: ObservationMap[K], line: Line): Observation {
  return { kind, value, at: { evidence: log.evidence, line: line.n, quote: line.text } } as Observation;
}

/** Lines without `debug1:` that match. */
export function said(lines: readonly Line[], pattern: RegExp): readonly Hit[] {
  return hits(levels(lines).said, pattern);
}

/** Debug lines that match, prefix aside. */
export function debugged(lines: readonly Line[], pattern: RegExp): readonly Hit[] {
  return hits(levels(lines).debugged, pattern);
}

/** Lines that match at any level: the same message changed its level between releases. */
export function anywhere(lines: readonly Line[], pattern: RegExp): readonly Hit[] {
  return hits(lines, pattern);
}

interface Levels {
  readonly said: readonly Line[];
  readonly debugged: readonly Line[];
}

/** Some eighty patterns look at the same lines: they are parted once. */
const parted = new WeakMap<readonly Line[], Levels>();

function levels(lines: readonly Line[]): Levels {
  const before = parted.get(lines);
  if (before !== undefined) return before;
  const levels = { said: lines.filter((l) => l.level === 0), debugged: lines.filter((l) => l.level > 0) };
  parted.set(lines, levels);
  return levels;
}

function hits(lines: readonly Line[], pattern: RegExp): readonly Hit[] {
  return lines.flatMap((line) => {
    const match = pattern.exec(line.body);
    return match === null ? [] : [{ line, words: match.slice(1).map((word: string | undefined) => word ?? '') }];
  });
}

/** The farthest stage that the run is known to have entered. */
export function reached(log: Log): Stage | null {
  return log.lines.findLast((line) => line.stage !== null)?.stage ?? null;
}

/** The line at which the run entered a stage. */
export function entry(log: Log, stage: Stage): Line | undefined {
  return log.lines.find((line) => line.stage === stage);
}

/** ms from the entry of a stage to a line, or to the end of the run. */
export function sinceEntry(log: Log, stage: Stage, line?: Line): number | undefined {
  const from = entry(log, stage)?.ms;
  const to = line === undefined ? (log.endMs ?? log.lines.at(-1)?.ms) : line.ms;
  return from === undefined || to === undefined ? undefined : Math.max(0, Math.round((to - from) * 10) / 10);
}

/** As a field to spread, or none: an optional field is absent, never undefined. */
export function afterMs(ms: number | undefined): { afterMs?: number } {
  return ms === undefined ? {} : { afterMs: ms };
}
