import type { RuleOwner, RulePosition } from './flow.ts';
import type { Json } from './json.ts';

export type Vantage = 'client' | 'server' | 'path';

/** Raw material, kept as it came. Judging the same evidence later or elsewhere gives the same report. */
export interface Evidence {
  /** `e1`, `e2` … in the order of gathering. */
  readonly id: string;
  /** The probe or reader that understands `data`: its id. */
  readonly kind: string;
  readonly vantage: Vantage;
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly title: string;
  /** The machine that it is about, by the name in the text; absent where the text names one alone, or none. */
  readonly about?: string;
  /** Where the lines of `data` stand in the text that they were taken from, from 1; absent when that is the whole. */
  readonly lines?: readonly number[];
  /**
   * Where the client's end says that not itself makes the connection but a hop or another helper: the addresses that it is known
   * by. It is told from the rest of the bundle each time that it is judged, and is no part of the evidence that is kept.
   */
  readonly through?: readonly string[];
  /** Whom the client's end says that it logs in as; told from the rest of the bundle, as `through` is. */
  readonly login?: string;
  readonly data: Json;
}

/** Where in the evidence a fact stands. */
export interface Locator {
  readonly evidence: string;
  readonly line?: number;
  /** The evidence's own words, verbatim. */
  readonly quote?: string;
  /** Where the quoted rule stands, in the words of its own tool. */
  readonly rule?: RulePosition;
  /** The tool that made what is quoted, and the setting behind it. Absent: nobody's that is known. */
  readonly owner?: RuleOwner;
}
